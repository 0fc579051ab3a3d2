"""The kinds of spreadsheets: each is read, judged, written and taken back in a folder of its own."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from people.imports import assignments, pupils, staff
from people.imports.models import ImportRun
from people.imports.rows import Row
from people.imports.verdicts import Found, Scope, Verdict
from people.imports.workbook import Workbook
from people.models import Staff
from people.refusals import Problem


@dataclass(frozen=True, slots=True)
class Kind:
    read: Callable[[Workbook, Scope], Found]
    judge: Callable[[Iterable[Row], Scope], list[Verdict]]
    write: Callable[[Iterable[Verdict], Scope], dict[str, Any]]
    depending_on: Callable[[Mapping[str, Any]], Iterator[Problem]]
    take_back: Callable[[Mapping[str, Any], Staff], None]


KINDS = {
    ImportRun.Kind.PUPILS: Kind(
        pupils.reading.read,
        pupils.judging.judge,
        pupils.writing.write,
        pupils.undoing.depending_on,
        pupils.undoing.take_back,
    ),
    ImportRun.Kind.STAFF: Kind(
        staff.reading.read,
        staff.judging.judge,
        staff.writing.write,
        staff.undoing.depending_on,
        staff.undoing.take_back,
    ),
    ImportRun.Kind.ASSIGNMENTS: Kind(
        assignments.reading.read,
        assignments.judging.judge,
        assignments.writing.write,
        assignments.undoing.depending_on,
        assignments.undoing.take_back,
    ),
}
