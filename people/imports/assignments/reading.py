"""A list (teacher, class, subject) or a grid of any two of them with the third in the cells."""

from collections.abc import Iterator
from itertools import product

from people.imports.assignments.names import (
    HOMEROOM,
    HOMEROOM_SAID,
    pieces,
    subjects_by_name,
)
from people.imports.cells import is_ticked
from people.imports.class_names import heading_of, told_apart
from people.imports.headings import Column, plain
from people.imports.notes import notes_on
from people.imports.rows import Reading, Row
from people.imports.tables import Line, Table, tables_in
from people.imports.verdicts import Found, Scope
from people.imports.workbook import Workbook
from people.models import SchoolClass

NEEDED = ("teacher", "class", "subject")
_LONG = 300
COLUMNS = (
    Column("number", r"stt|so tt|so thu tu|tt|so"),
    Column("staff_code", r"ma( so)? (giao vien|gv|can bo|cb).*|ma (so )?dinh danh.*|ten dang nhap"),
    Column(
        "teacher",
        r"(ho (va )?ten )?(giao vien|gv|can bo|nguoi day)( (day|bo mon|phu trach|giang day))?|"
        r"ho (va )?ten|nguoi phu trach|ten giao vien",
    ),
    Column("class", r"(ten |cac )?lop( day| hoc| phan cong)?"),
    Column("subject", r"(ten |cac )?mon( hoc| day)?( va hdgd| hdgd)?|noi dung|mon hoc hoat dong.*"),
    Column("role", r"nhiem vu|vai tro|phan cong|cong viec"),
    Column("group", r"to( chuyen mon)?"),
    Column("grade", r"khoi( lop)?"),
    Column(f"subject:{HOMEROOM}", HOMEROOM_SAID),
)


def read(book: Workbook, scope: Scope) -> Found:
    tables = tables_in(book, [*COLUMNS, *_of_subjects(), *_of_classes(scope)], NEEDED)
    rows = [row for table in tables for row in _rows_of(table)]
    return Found(rows, notes_on(book, tables))


def _of_subjects() -> Iterator[Column]:
    for said, subject in subjects_by_name().items():
        yield Column(f"subject:{subject.name}", f"(mon )?{said}")


def _of_classes(scope: Scope) -> Iterator[Column]:
    for one in told_apart(SchoolClass.objects.filter(year=scope.year)):
        yield Column(f"class:{one.name}", rf"(lop )?{heading_of(one.name)}( .{{0,12}})?")


def _rows_of(table: Table) -> Iterator[Row]:
    """In a grid the rows say one of the three, the headings another, the cells the third."""
    across = {key: key.partition(":") for key in table.heading.columns if ":" in key}
    kinds = {kind for kind, _colon, _name in across.values()}
    for line in table.lines:
        if not across or {"class", "subject", "teacher"} <= set(line.places):
            yield from _listed(line)
        for key, (kind, _colon, name) in across.items():
            yield from _in_cell(line, key, kind, name, both=len(kinds) > 1)


def _listed(line: Line) -> Iterator[Row]:
    first = Reading(line)
    said = {key: first.text(key, _LONG) for key in ("class", "subject")}
    role = plain(first.text("role", _LONG))
    if not said["subject"] and "chu nhiem" in role:
        said["subject"] = HOMEROOM
    for school_class, subject in product(
        pieces(said["class"]) or [""], pieces(said["subject"]) or [""]
    ):
        yield _row(line, {"class": school_class, "subject": subject}, "")


def _in_cell(line: Line, key: str, kind: str, name: str, *, both: bool) -> Iterator[Row]:
    """What one cell of a grid says; an empty one says nothing."""
    reading = Reading(line)
    said = reading.text(key, _LONG)
    if not said and line.cells.get(key) is not True:
        return
    rest = _third(line, kind)
    for piece in pieces(said) if rest != "teacher" else [said]:
        found = {kind: name, rest: piece}
        if rest == "teacher" and is_ticked(line.cells.get(key)):
            found = {kind: name}
        yield _row(line, found, key)


def _third(line: Line, kind: str) -> str:
    """What is said neither by the row nor by the heading, so by the cell."""
    rows = {key for key in ("teacher", "class", "subject") if line.cells.get(key) is not None}
    missing = [key for key in ("teacher", "class", "subject") if key != kind and key not in rows]
    return missing[0] if missing else "teacher"


def _row(line: Line, said: dict[str, str], key: str) -> Row:
    reading = Reading(line)
    for part in ("teacher", "class", "subject"):
        reading.keep(part, said[part] if part in said else reading.text(part, _LONG))
    reading.keep("staff_code", reading.text("staff_code", 20))
    reading.keep("at", key)
    return reading.row
