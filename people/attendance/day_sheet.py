"""The attendance of a class on one day, as it stands."""

from collections.abc import Mapping
from datetime import date

from people.attendance.marks import mark_of
from people.fingerprint import fingerprint_of
from people.models import Absence, RollCall, SchoolClass
from people.movements.enrolments import pupils_in

_PEOPLE = ("by", "acting_for", "changed_by", "changed_for")


class DaySheet:
    """Who was in the class on that day, and who of them was absent; three queries."""

    def __init__(self, school_class: SchoolClass, on: date) -> None:
        self.school_class, self.on = school_class, on
        self.pupils = list(pupils_in(school_class, on))
        rows = RollCall.objects.filter(school_class=school_class, on=on)
        self.roll_call = rows.select_related(*_PEOPLE).first()
        self.absences = {
            row.pupil_id: row
            for row in Absence.objects.filter(on=on, pupil__in=[one.pk for one in self.pupils])
        }
        self.marks = {pupil: mark_of(row) for pupil, row in self.absences.items()}

    @property
    def fingerprint(self) -> str:
        """Changes whenever anybody comes, goes, is marked or is found to have been there after all."""
        there = [(one.pk, self.marks.get(one.pk, "")) for one in self.pupils]
        return fingerprint_of(self.roll_call is not None, sorted(there))

    def changes(self, marks: Mapping[int, str]) -> dict[int, tuple[str, str]]:
        """By pupil, what stands there and what is to stand there, where the two differ."""
        pairs = {one.pk: (self.marks.get(one.pk, ""), marks.get(one.pk, "")) for one in self.pupils}
        return {pupil: pair for pupil, pair in pairs.items() if pair[0] != pair[1]}
