"""What can stand in a column of another system, and which of it a heading most likely means."""

import re
from functools import cache

from django.utils.translation import gettext as _

from documents.assessment.columns import COMMENT, LEVEL, MARK, subject_columns, trait_columns
from documents.assessment.incoming.headings import CODE, FAMILY, GIVEN, NAME, known
from documents.assessment.rules import programme_2018 as programme
from documents.assessment.terms import Period
from people.imports.headings import plain

# A grade in which every subject that has a mark is tested, and every competency is there.
_WIDEST = 5
_OF_PUPIL = ("number", CODE, NAME, FAMILY, GIVEN, "born_on")
_OF_YEAR = {
    "result": r"(danh gia )?ket qua giao duc|(ket qua )?(ca nam|nam hoc)",
    "award": r"khen thuong( cuoi nam)?|danh hieu",
    "on_the_year": r"nhan xet (cua )?(gvcn|giao vien chu nhiem)",
}


def labels() -> dict[str, str]:
    """Every field with its name for people, in the order of the forms."""
    pupil = {
        "number": _("No."),
        CODE: _("ministry's pupil code"),
        NAME: _("full name"),
        FAMILY: _("surname and middle name"),
        GIVEN: _("given name"),
        "born_on": _("date of birth"),
    }
    words = {LEVEL: _("Level"), MARK: _("Mark"), COMMENT: _("Comment")}
    subjects = {
        f"{row.code}.{cell}": f"{row.title}: {word}"
        for row in programme.ROWS
        for cell, word in words.items()
    }
    traits = {code: programme.title_of(code) for code in programme.traits_of(_WIDEST)}
    year = {"result": _("Result of the year"), "award": _("Award"), "on_the_year": _("Comment")}
    return {**pupil, **subjects, **traits, **year}


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    patterns: list[tuple[str, str]] = []
    for row in programme.ROWS:
        columns = subject_columns(row.code, _WIDEST, Period.YEAR_END)
        codes = {LEVEL, MARK, COMMENT}
        for each in known(columns, row.title):
            if each.key in codes:
                patterns.append((f"{row.code}.{each.key}", each.pattern))
            elif (key := each.stands_for or each.key) in _OF_PUPIL:
                patterns.append((key, each.pattern))
    traits = known(trait_columns(_WIDEST, Period.TERM_1), "")
    patterns += [*((each.key, each.pattern) for each in traits), *_OF_YEAR.items()]
    fields = labels()
    return tuple((key, re.compile(pattern)) for key, pattern in patterns if key in fields)


def field_of(heading: str) -> str:
    """The field that a heading names; nothing where none or more than one fits."""
    said = plain(heading)
    keys = {key for key, pattern in _patterns() if said and pattern.fullmatch(said)}
    return keys.pop() if len(keys) == 1 else ""
