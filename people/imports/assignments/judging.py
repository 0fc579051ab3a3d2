"""Which class and subject goes to whom by each cell, and what would change."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from people.imports.assignments.names import (
    HOMEROOM,
    HOMEROOM_SAID,
    Teachers,
    classes_by_name,
    subjects_by_name,
)
from people.imports.class_names import meant_by
from people.imports.headings import plain
from people.imports.rows import Row
from people.imports.verdicts import Outcome, Scope, Verdict, refused
from people.models import SchoolClass, Staff, Subject
from people.staffing.teaching import Cell, given_later, held_since, holders, told_of_holder

_HOMEROOM = re.compile(HOMEROOM_SAID)


def judge(rows: Iterable[Row], scope: Scope) -> list[Verdict]:
    judging = _Judging(scope)
    return [judging.verdict(row) for row in rows]


class _Judging:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.classes = classes_by_name(scope.year)
        self.subjects = subjects_by_name()
        self.teachers = Teachers(Staff.objects.filter(is_active=True))
        self.holders = holders(scope.year, scope.on)
        self.held_since = held_since(scope.year, scope.on)
        self.given_later = given_later(scope.year, scope.on)
        self.seen: dict[Cell, str] = {}

    def verdict(self, row: Row) -> Verdict:
        row.problems = list(row.problems)
        school_class, subject, teacher = self._class(row), self._subject(row), self._teacher(row)
        who = " · ".join(
            filter(None, (row.values.get("class"), _name(row.values.get("subject", ""))))
        )
        if not (school_class and teacher) or row.problems:
            return refused(row, who or row.values.get("teacher", ""))
        self._insist_on_sense(row, school_class, subject)
        cell = Cell(school_class.pk, subject.pk if subject else None)
        self._look_for_doubles(row, cell)
        found = self._compared(row, cell, teacher)
        if row.problems:
            return refused(row, who)
        found.who = f"{school_class} · {subject or _name(HOMEROOM)}"
        return found

    def _class(self, row: Row) -> SchoolClass | None:
        said = row.values.get("class", "")
        found = meant_by(said, self.classes)
        if not said:
            row.refuse(_at(row, "class"), _("the class is missing."))
        elif not found:
            of = {"name": said, "year": self.scope.year}
            row.refuse(_at(row, "class"), _("there is no class “%(name)s” in %(year)s.") % of)
        return found

    def _subject(self, row: Row) -> Subject | None:
        said = plain(row.values.get("subject", ""))
        if _HOMEROOM.fullmatch(said):
            return None
        found = self.subjects.get(said) or self.subjects.get(said.removeprefix("mon "))
        if not found:
            sentence = _("there is no subject “%s”.") % row.values.get("subject", "")
            row.refuse(_at(row, "subject"), sentence)
        return found

    def _teacher(self, row: Row) -> Staff | None:
        said = row.values.get("staff_code") or row.values.get("teacher", "")
        found = self.teachers.meant_by(said) or self.teachers.meant_by(
            row.values.get("teacher", "")
        )
        if len(found) == 1:
            return next(iter(found))
        if not said:
            row.refuse(_at(row, "teacher"), _("the teacher is missing."))
        elif found:
            row.refuse(
                _at(row, "teacher"), _("“%s” may be several people; give a staff code.") % said
            )
        else:
            row.refuse(_at(row, "teacher"), _("nobody called “%s” works here.") % said)
        return None

    def _insist_on_sense(
        self, row: Row, school_class: SchoolClass, subject: Subject | None
    ) -> None:
        if subject and subject.grades and school_class.grade not in subject.grades:
            of = {"subject": subject, "grade": school_class.grade}
            sentence = _("%(subject)s is not taught in grade %(grade)d.") % of
            row.refuse(_at(row, "subject"), sentence)

    def _look_for_doubles(self, row: Row, cell: Cell) -> None:
        here = _("row %(row)d of “%(sheet)s”") % {"row": row.number, "sheet": row.sheet}
        here = f"{here}, {row.values.get('at', '')}"
        earlier = self.seen.setdefault(cell, here)
        if earlier != here:
            row.refuse(
                _at(row, "class"),
                _("this class and subject stand in %s already.") % earlier.rpartition(",")[0],
            )

    def _compared(self, row: Row, cell: Cell, teacher: Staff) -> Verdict:
        held = self.holders.get(cell, [])
        before = ", ".join(one.staff.full_name for one in held)
        outcome, changes = Outcome.NEW, [["teacher", before, teacher.full_name]]
        if [one.staff_id for one in held] == [teacher.pk]:
            outcome, changes = Outcome.UNCHANGED, []
        elif teacher.pk == self.scope.by.pk:
            row.refuse(_at(row, "teacher"), _("nobody gives a duty to himself or herself."))
        else:
            outcome = Outcome.CHANGED if held else Outcome.NEW
            self._look_at_other_days(row, cell, teacher)
        values = {"class": cell.school_class, "subject": cell.subject, "staff": teacher.pk}
        return Verdict(row.sheet, row.number, "", outcome, [], row.remarks, changes, values=values)

    def _look_at_other_days(self, row: Row, cell: Cell, teacher: Staff) -> None:
        """Who held it on a day that is over keeps that day, who was given it for a later one keeps that."""
        others = [one for one in self.held_since.get(cell, ()) if one.staff_id != teacher.pk]
        if others:
            row.refuse(_at(row, "teacher"), told_of_holder(others[0], self.scope.on))
        elif cell in self.given_later:
            day = f"{self.given_later[cell]:%d/%m/%Y}"
            row.remarks = [
                *row.remarks,
                _("ends before %s: from then on it was given already.") % day,
            ]


def _at(row: Row, key: str) -> str:
    """The cell of the grid; in a list the column itself."""
    return key if key in row.places else row.values.get("at", key)


def _name(subject: str) -> str:
    return _("homeroom") if _HOMEROOM.fullmatch(plain(subject)) else subject
