"""Whatever is done to pupils in whatever order: at most one class a day, straight numbers, nothing lost."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from people.models import (
    Assignment,
    Duty,
    Enrolment,
    IntakeRegister,
    Movement,
    Pupil,
    RegisterEntry,
    SchoolClass,
    SchoolYear,
    Staff,
)
from people.movements import acts
from people.movements.enrolments import class_of, counting, pupils_in
from people.movements.models import Kind
from people.movements.rules import LAST_GRADE
from people.movements.standing import POSSIBLE_FROM, Standing, standing_after
from people.refusals import Refusal
from tests.depth import examples

pytestmark = pytest.mark.both_databases

START = date(2025, 9, 5)


def state() -> dict[str, Any]:
    """What enrolments say, and what everybody would be told."""
    rows = Enrolment.objects.values_list("pupil", "school_class", "starts_on", "ends_on")
    return {"enrolments": sorted(rows, key=str)}


LEAVING = {Kind.TRANSFER_OUT, Kind.WITHDRAWAL, Kind.COMPLETION}
REACHED: set[str] = set()
CAREFUL = examples(12, stateful_step_count=25)


def fits(kind: Kind, now: SchoolClass | None, place: SchoolClass) -> bool:
    years = place.year.starts_on.year - (now.year.starts_on.year if now else 0)
    match kind:
        case Kind.CLASS_CHANGE:
            return years == 0 and place != now
        case Kind.PROMOTION | Kind.REPETITION:
            up = int(kind == Kind.PROMOTION)
            return now is not None and years > 0 and place.grade == now.grade + up
        case Kind.COMPLETION:
            return now is not None and now.grade == LAST_GRADE
        case _:
            return True


class School(RuleBasedStateMachine):
    """Three pupils, three years, and a principal who tries everything."""

    def __init__(self) -> None:
        super().__init__()
        self.all_or_nothing = transaction.atomic()
        self.all_or_nothing.__enter__()
        self.found()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.all_or_nothing.__exit__(None, None, None)

    def found(self) -> None:
        self.day = START
        self.done: list[tuple[Movement, dict[str, Any]]] = []
        years = [
            SchoolYear.objects.create(
                name=f"{first}", starts_on=date(first, 9, 5), ends_on=date(first + 1, 5, 31)
            )
            for first in (2025, 2026, 2027)
        ]
        self.classes = [
            SchoolClass.objects.create(year=year, grade=grade, name=f"{grade}{letter}")
            for year in years
            for grade in (1, 2, 5)
            for letter in "AB"
        ]
        self.by = Staff.objects.create_user("thu", "mat-khau", "Nguyễn Thị Thu", address="cô")
        Assignment.objects.create(staff=self.by, duty=Duty.PRINCIPAL, starts_on=date(2020, 1, 1))
        self.pupils = [
            Pupil.objects.create(given_name=name, gender="nữ", born_on=date(2019, 1, 1))
            for name in ("An", "Bình", "Chi")
        ]
        # From a class of the first grade and one of the last there are ways of every kind.
        for pupil, place in zip(self.pupils, (self.classes[0], self.classes[5]), strict=False):
            acts.move(Movement(pupil=pupil, kind=Kind.ADMISSION, on=START, to_class=place), self.by)

    @rule(pupil=st.integers(0, 2), kind=st.sampled_from(list(Kind)), place=st.integers(0, 17))
    def try_anything(self, pupil: int, kind: Kind, place: int) -> None:
        """Mostly nonsense: refused, and nothing has changed."""
        self._move(self.pupils[pupil], kind, self.classes[place], -3)

    @rule(pupil=st.integers(0, 2), which=st.integers(0, 50), days=st.integers(0, 20))
    def do_what_makes_sense(self, pupil: int, which: int, days: int) -> None:
        who = self.pupils[pupil]
        past = counting([who.pk]).get(who.pk, [])
        now = past[-1].to_class if past else None
        ways = [
            (kind, place)
            for kind in Kind
            for place in self.classes
            if standing_after(past) in POSSIBLE_FROM[kind]
            and fits(kind, now, place)
            and place.year.ends_on >= self.day + timedelta(days=days)
        ]
        # One of each kind before there is a second of any: some kinds have many classes to go to.
        kinds = sorted({kind for kind, _place in ways})
        if kinds:
            kind = kinds[which % len(kinds)]
            # The year that comes soonest: the days go forward, and none of them leads back.
            soonest = min(place.year.starts_on for one, place in ways if one == kind)
            places = [
                place for one, place in ways if (one, place.year.starts_on) == (kind, soonest)
            ]
            ahead = 0 if kind in LEAVING else (soonest - self.day).days
            self._move(who, kind, places[which % len(places)], max(days, ahead))

    def _move(self, pupil: Pupil, kind: Kind, place: SchoolClass, days: int) -> None:
        before, on = state(), self.day + timedelta(days=days)
        new = Movement(
            pupil=pupil,
            kind=kind,
            on=on,
            to_class=None if kind in LEAVING else place,
            other_school="Trường Tiểu học Bình Minh",
            reason="Theo đơn",
        )
        try:
            stored = acts.move(new, self.by)
        except Refusal:
            assert state() == before
            REACHED.add("refused")
            return
        self.day = max(self.day, on)
        self.done.append((stored, before))
        REACHED.add(kind)

    @precondition(lambda self: self.done)
    @rule()
    def take_the_last_back(self) -> None:
        movement, before = self.done.pop()
        acts.reverse(movement, self.by, "Nhập nhầm")
        assert state() == before
        REACHED.add("reversed")

    @precondition(lambda self: len(self.done) > 1)
    @rule()
    def an_earlier_one_stays(self) -> None:
        first, _before = self.done[0]
        if any(later.pupil_id == first.pupil_id for later, _ in self.done[1:]):
            with pytest.raises(Refusal):
                acts.reverse(first, self.by, "Nhập nhầm")

    @invariant()
    def at_most_one_class_on_any_day(self) -> None:
        for pupil in Pupil.objects.all():
            spans = sorted(pupil.enrolments.values_list("starts_on", "ends_on"))
            for (_first, end), (start, _last) in pairwise(spans):
                assert end is not None
                assert end < start

    @invariant()
    def register_numbers_have_no_gap_and_no_double(self) -> None:
        for register in IntakeRegister.objects.all():
            numbers = sorted(register.entries.values_list("number", flat=True))
            assert numbers == list(range(1, register.last_number + 1))

    @invariant()
    def classes_and_register_count_the_same(self) -> None:
        """Whoever is in a class today has a number and stands as being here, and nobody else does."""
        day = date(2030, 1, 1)
        in_classes = {
            pupil.pk for each in SchoolClass.objects.all() for pupil in pupils_in(each, day)
        }
        numbered = set(RegisterEntry.objects.values_list("pupil_id", flat=True))
        standing = counting([pupil.pk for pupil in Pupil.objects.all()])
        here = {pk for pk, past in standing.items() if standing_after(past) is Standing.HERE}
        assert in_classes == here <= numbered
        assert {pk for pk in in_classes if class_of(Pupil.objects.get(pk=pk), day)} == here


def test_any_sequence_of_movements_keeps_the_school_straight(db: None) -> None:
    run_state_machine_as_test(School, settings=CAREFUL)
    assert set(Kind) | {"reversed", "refused"} == REACHED
