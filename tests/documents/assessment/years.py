"""Years of pupils, written in one line: what is said differs from a year in which all is well."""

from documents.assessment.rules.facts import PupilYear, SubjectFacts, Way
from documents.assessment.rules.programme_2018 import ROWS, traits_of
from documents.assessment.terms import SubjectLevel, TraitLevel

WAYS = {"(plan)": Way.BY_PLAN, "(none)": Way.NOT_ASSESSED}
MISSING = "?"


def year_of(line: str) -> PupilYear:
    """``4 TV=H TOAN:8 nhan_ai=Đ``: grade 4, Tiếng Việt at H, Toán marked 8, Nhân ái at Đ.

    ``?`` for a missing value, ``TOAN:4,7`` for another test, ``-GDTC`` for a row left out, ``+NN1`` for
    an elective that is taken, ``(plan)`` and ``(none)`` for the ways of assessment.
    """
    first, *words = line.split()
    levels, marks = _pairs(words, "="), _pairs(words, ":")
    traits = {code: _trait(levels.get(code, "T")) for code in traits_of(int(first))}
    return PupilYear(
        grade=int(first),
        subjects={
            row.code: SubjectFacts(
                _level(levels.get(row.code, "T")), _marks(marks.get(row.code, "10"))
            )
            for row in ROWS
        },
        traits=traits,
        way=next((WAYS[word] for word in words if word in WAYS), Way.AS_ALL),
        left_out=_signed(words, "-"),
        electives=_signed(words, "+"),
    )


def _pairs(words: list[str], sign: str) -> dict[str, str]:
    return dict(word.split(sign) for word in words if sign in word)  # type: ignore[arg-type]


def _signed(words: list[str], sign: str) -> frozenset[str]:
    return frozenset(word.removeprefix(sign) for word in words if word.startswith(sign))


def _level(symbol: str) -> SubjectLevel | None:
    return None if symbol == MISSING else SubjectLevel(symbol)


def _trait(symbol: str) -> TraitLevel | None:
    return None if symbol == MISSING else TraitLevel(symbol)


def _marks(digits: str) -> tuple[int, ...]:
    return () if digits == MISSING else tuple(map(int, digits.split(",")))
