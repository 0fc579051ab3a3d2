"""What a transcript says of one pupil: taken over from elsewhere, nothing of it is typed here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from itertools import groupby
from typing import Any

from documents.assessment.columns import COMMENT, LEVEL, MARK
from documents.assessment.rules import programme_2018 as programme
from documents.assessment.rules.completion import Completion
from documents.assessment.rules.written_comments import WRITTEN
from documents.records.transcript.class_year import BookRow, ClassYear
from people.attendance.totals import Missed
from people.models import Enrolment, Guardian, Letterhead, Measurement, Pupil

Facts = Mapping[str, Any]
"""Plain data, as it is stored, printed and compared."""

# Điều 11: those for whom the year ends with the class, and those for whom it ends in summer.
AT_THE_END, AFTER_SUMMER = "main", "supplementary"
_LATER = frozenset({Completion.COMPLETED_LATER, Completion.MOVED_UP, Completion.KEPT_BACK})


def facts_of(of: ClassYear, pupil: int) -> dict[str, Any]:
    """Of a pupil in the book of this class; no query of its own."""
    row = of.rows[pupil]
    return {
        "pupil": _person(of.pupils[pupil], of),
        "school": {name: getattr(of.letterhead, name, "") for name in _SCHOOL},
        "year": str(of.year),
        "class": of.said["class"],
        "grade": of.said["grade"],
        "history": list(_history(of, pupil)),
        "body": _body(of.measured.get(pupil)),
        "missed": asdict(of.missed.get(pupil, Missed())),
        "subjects": list(_subjects(of, row)),
        "traits": {key: _values(of, row).get(key, "") for key in _traits(of)},
        "comments": {each.code: row["values"].get(each.code, "") for each in WRITTEN},
        **_end_of_year(of, row),
        "signers": [
            {name: sheet[name] for name in ("title", "teacher", "at")}
            for sheet in of.said["sheets"]
        ],
        "book": of.support.sha256 if of.support else "",
    }


def _end_of_year(of: ClassYear, row: BookRow) -> dict[str, Any]:
    """What the year came to, and whether the pupil moves up."""
    pupil = row["pupil"]
    completion = of.completion_of(pupil)
    return {
        "result": of.result_of(pupil),
        "completion": completion.value,
        "closing": AFTER_SUMMER if completion in _LATER else AT_THE_END,
        "repeated": list(_repeated(of, row)),
        "award": row["values"].get("award", ""),
        "praises": [f"{each.words} ({_day(each.on)})" for each in of.praises.get(pupil, ())],
        "note": row.get("note", ""),
    }


def _person(child: Pupil, of: ClassYear) -> dict[str, str]:
    family = of.guardians.get(child.pk, {})
    return {
        "name": child.full_name,
        "gender": child.gender,
        "born_on": child.born_on.isoformat(),
        "ethnicity": of.ethnic_groups.get(child.pk, ""),
        "nationality": child.nationality,
        "birth_place": child.birth_place,
        "home_place": child.home_place,
        "residence": child.residence,
        "father": family.get(Guardian.Relation.FATHER, ""),
        "mother": family.get(Guardian.Relation.MOTHER, ""),
        "guardian": family.get(Guardian.Relation.GUARDIAN, ""),
        "personal_id": child.personal_id or "",
        "ministry_code": child.ministry_code or "",
        "register_number": of.register_numbers.get(child.pk, ""),
    }


_SCHOOL = (
    *("name", "authority", "place", "commune", "district", "province"),
    *("department", "department_code", "school_code"),
)


def _body(measured: Measurement | None) -> dict[str, str]:
    """In centimetres and kilograms, as a Vietnamese reader writes them."""
    if measured is None:
        return {"height": "", "weight": ""}
    return {
        "height": _number(measured.height),
        "weight": _number(measured.weight),
    }


def _number(value: Any) -> str:
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")


def _history(of: ClassYear, pupil: int) -> Iterator[dict[str, str]]:
    """Quá trình học tập: a line a school year, by the class in which it ended; the oldest first."""
    lines = {line["year"][:4]: line for line in _years_before(of, pupil)}
    lines |= {line["year"][:4]: line for line in _years_here(of, pupil)}
    return (lines[first] for first in sorted(lines))


def _years_here(of: ClassYear, pupil: int) -> Iterator[dict[str, str]]:
    rows = of.enrolments.get(pupil, [])
    for year, spans in groupby(rows, key=lambda row: row.school_class.year):
        classes: Sequence[Enrolment] = list(spans)
        yield {
            "year": str(year),
            "class": classes[-1].school_class.name,
            "school": _name_on(year.ends_on, of.letterheads),
            "number": of.register_numbers.get(pupil, ""),
            "day": _day(classes[0].starts_on),
        }


def _years_before(of: ClassYear, pupil: int) -> Iterator[dict[str, str]]:
    """As entered; the number and the day at another school are not known."""
    for row in of.earlier_years.get(pupil, []):
        own = _name_on(date(int(row.year[-4:]), 5, 31), of.letterheads)
        yield {
            "year": row.year,
            "class": row.class_name,
            "school": row.school or own,
            "number": "" if row.school else of.register_numbers.get(pupil, ""),
            "day": "",
        }


def _name_on(day: date, letterheads: Sequence[Letterhead]) -> str:
    names = [each.name for each in letterheads if each.starts_on <= day]
    return names[0] if names else letterheads[-1].name if letterheads else ""


def _subjects(of: ClassYear, row: BookRow) -> Iterator[dict[str, Any]]:
    """In the order of the form."""
    values = _values(of, row)
    for key, title, _head in of.said["columns"]:
        code, _dot, cell = key.partition(".")
        if cell == LEVEL:
            yield {
                "code": code,
                "title": title,
                "level": values.get(key, ""),
                "mark": values.get(f"{code}.{MARK}", ""),
                "comment": values.get(f"{code}.{COMMENT}", ""),
            }


def _traits(of: ClassYear) -> list[str]:
    return [key for key, _title, _head in of.said["columns"] if "." not in key]


def _values(of: ClassYear, row: BookRow) -> Mapping[str, Any]:
    """A new value of the summer stands in place of the old one (Điều 11)."""
    supplement = of.supplements.get(row["pupil"])
    return {**row["values"], **(supplement.values if supplement else {})}


def _repeated(of: ClassYear, row: BookRow) -> Iterator[dict[str, Any]]:
    """What the supplementary assessment changed, beside what stood in the book."""
    supplement = of.supplements.get(row["pupil"])
    for key, value in (supplement.values if supplement else {}).items():
        code = key.partition(".")[0]
        before = row["values"].get(key, "")
        yield {"title": programme.title_of(code), "before": before, "after": value}


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
