"""Whatever is taken, corrected and moved in whatever order: the totals are the sum of the days."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from people.attendance.day_sheet import DaySheet
from people.attendance.marks import ABSENT, sessions_of
from people.attendance.month_sheet import MonthSheet
from people.attendance.taking import take
from people.attendance.teaching_days import TeachingDays, months_of
from people.attendance.totals import Missed, sessions_missed
from people.models import Absence, Holiday, LateCorrection, Movement, Pupil, Term
from people.movements.acts import reverse
from people.movements.enrolments import class_of
from people.movements.models import Kind
from people.refusals import Refusal
from tests.depth import examples
from tests.people.attendance.days import TODAY, call, enrol
from tests.people.pupils_of import move, pupil
from tests.school import School, found

pytestmark = pytest.mark.both_databases

FIRST = date(2026, 9, 14)
DAYS = 21
REACHED: set[str] = set()
CAREFUL = examples(8, stateful_step_count=30)
a_day = st.integers(0, DAYS - 1)
a_pupil = st.integers(0, 2)


class Class(RuleBasedStateMachine):
    """Two classes, three pupils, three weeks in September and October; what was marked is noted here."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = time_machine.travel("2026-11-23T09:00:00+07:00", tick=True)
        self.clock.start()
        self.all_or_nothing = transaction.atomic()
        self.all_or_nothing.__enter__()
        self.school = found()
        self.by = self.school.thu
        self.classes = [self.school.class_3a, self.school.year.classes.create(grade=3, name="3B")]
        self.pupils = [pupil(name) for name in ("Lê An", "Lê Bình", "Lê Chi")]
        self.marked: dict[tuple[int, date], str] = {}
        self.moves: list[Movement] = []
        for one, place in zip(self.pupils, (0, 0, 1), strict=True):
            move(one, Kind.ADMISSION, self.classes[place], by=self.by, on=FIRST)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.all_or_nothing.__exit__(None, None, None)
        self.clock.stop()

    @rule(
        day=a_day,
        place=st.integers(0, 1),
        gone=st.dictionaries(a_pupil, st.sampled_from(sorted(ABSENT))),
    )
    def call(self, day: int, place: int, gone: dict[int, str]) -> None:
        of, on = self.classes[place], FIRST + timedelta(days=day)
        sheet = DaySheet(of, on)
        marks = {self.pupils[one].pk: mark for one, mark in gone.items()}
        late = sheet.roll_call is not None
        try:
            changed = take(of, on, marks, self.by, seen=sheet.fingerprint, reason="Nhầm")
        except Refusal:
            REACHED.add("refused")
            return
        REACHED.add("corrected" if late and changed else "taken")
        for one in self.pupils:
            if class_of(one, on) == of:
                self.marked[one.pk, on] = marks.get(one.pk, "")

    @rule(who=a_pupil, day=a_day)
    def change_class(self, who: int, day: int) -> None:
        now = class_of(self.pupils[who])
        other = next(one for one in self.classes if one != now)
        self._move(who, Kind.CLASS_CHANGE, other, day)

    @rule(who=a_pupil, day=a_day, kind=st.sampled_from([Kind.WITHDRAWAL, Kind.TRANSFER_OUT]))
    def leave(self, who: int, day: int, kind: Kind) -> None:
        self._move(who, kind, None, day)

    @rule(who=a_pupil, day=a_day)
    def come_back(self, who: int, day: int) -> None:
        self._move(who, Kind.TRANSFER_IN, self.classes[day % 2], day)

    def _move(self, who: int, kind: Kind, place: Any, day: int) -> None:
        facts = {"on": FIRST + timedelta(days=day), "other_school": "B", "reason": "Chuyển nhà"}
        try:
            self.moves.append(move(self.pupils[who], kind, place, by=self.by, **facts))
            REACHED.add(kind)
        except Refusal:
            REACHED.add("not moved")

    @precondition(lambda self: self.moves)
    @rule()
    def take_a_movement_back(self) -> None:
        reverse(self.moves.pop(), self.by, "Nhập nhầm")
        REACHED.add("reversed")

    @precondition(lambda self: any(self.marked.values()))
    @rule(which=st.integers(0, 50))
    def declare_a_holiday(self, which: int) -> None:
        """Afterwards, on a day on which somebody was marked; or say that it is none after all."""
        days = sorted({on for (_who, on), mark in self.marked.items() if mark})
        on = days[which % len(days)]
        taken_back, _rows = Holiday.objects.filter(starts_on=on).delete()
        if not taken_back:
            Holiday.objects.create(year=self.school.year, name="Lũ", starts_on=on, ends_on=on)
        REACHED.add("no holiday" if taken_back else "holiday")

    def _expected(self) -> dict[int, Missed]:
        sessions: Counter[tuple[int, bool]] = Counter()
        free = set(Holiday.objects.values_list("starts_on", flat=True))
        for (who, on), mark in self.marked.items():
            if mark and on not in free and class_of(Pupil.objects.get(pk=who), on):
                sessions[who, mark.startswith("P")] += sessions_of(mark, 2)
        missed = {
            one.pk: Missed(sessions[one.pk, True], sessions[one.pk, False]) for one in self.pupils
        }
        return {who: one for who, one in missed.items() if one != Missed()}

    @invariant()
    def totals_are_the_sum_of_the_days(self) -> None:
        totals = sessions_missed(self.school.year, [one.pk for one in self.pupils])
        assert totals == self._expected()
        REACHED.update("counted" for _ in totals)

    @invariant()
    def the_months_of_all_classes_add_up_to_the_same(self) -> None:
        totals = sessions_missed(self.school.year, Pupil.objects.all()).values()
        sheets = [
            MonthSheet(of, month)
            for of in self.classes
            for month in months_of(self.school.year, date(2026, 10, 31))
        ]
        assert sum(one.excused for one in totals) == sum(sheet.excused for sheet in sheets)
        assert sum(one.unexcused for one in totals) == sum(sheet.unexcused for sheet in sheets)


def test_any_sequence_of_takings_corrections_and_movements_adds_up(db: None) -> None:
    run_state_machine_as_test(Class, settings=CAREFUL)
    moved = {Kind.CLASS_CHANGE, Kind.WITHDRAWAL, Kind.TRANSFER_OUT, Kind.TRANSFER_IN}
    others = {"refused", "taken", "corrected", "not moved", "reversed", "holiday", "counted"}
    assert moved | others <= REACHED


def test_totals_of_many_pupils_are_one_question(school: School, pupils: list[Pupil]) -> None:
    more = [*pupils, *enrol(school.class_3a, school.van, 40)]
    call(school.class_3a, TODAY, dict.fromkeys(more[:30], "P"), school.dao)
    with CaptureQueriesContext(connection) as queries:
        totals = sessions_missed(school.year, [one.pk for one in more])
    assert len(queries) == 1
    assert totals == {one.pk: Missed(2, 0) for one in more[:30]}


def test_days_outside_the_terms_do_not_count(school: School, pupils: list[Pupil]) -> None:
    call(school.class_3a, TODAY, {pupils[0]: "K"}, school.dao)
    Term.objects.create(year=school.year, number=1, starts_on=date(2026, 9, 1), ends_on=TODAY)
    assert sessions_missed(school.year, Pupil.objects.all()) == {pupils[0].pk: Missed(0, 2)}
    Term.objects.update(ends_on=TODAY - timedelta(days=1))
    assert sessions_missed(school.year, Pupil.objects.all()) == {}
    assert TODAY not in TeachingDays(school.year)


def test_who_leaves_before_a_day_on_which_he_was_marked_leaves_no_orphan(
    school: School, pupils: list[Pupil]
) -> None:
    an, binh, *_rest = pupils
    call(school.class_3a, TODAY, {an: "K", binh: "P"}, school.dao)
    gone = {"on": TODAY - timedelta(days=3), "other_school": "B", "reason": "Chuyển nhà"}
    left = move(an, Kind.TRANSFER_OUT, None, by=school.van, **gone)
    assert sessions_missed(school.year, Pupil.objects.all()) == {binh.pk: Missed(2, 0)}
    # Whoever saves the day now neither touches nor sees the mark, which counts again afterwards.
    call(school.class_3a, TODAY, {}, school.dao)
    reverse(left, school.thu, "Nhập nhầm")
    assert sessions_missed(school.year, Pupil.objects.all()) == {an.pk: Missed(0, 2)}
    assert Absence.objects.get().pupil == an
    assert not LateCorrection.objects.exists()


def test_who_is_moved_with_effect_from_earlier_takes_the_absences_along(
    school: School, pupils: list[Pupil]
) -> None:
    other = school.year.classes.create(grade=3, name="3B")
    call(school.class_3a, TODAY, {pupils[0]: "K"}, school.dao)
    move(pupils[0], Kind.CLASS_CHANGE, other, by=school.van, on=TODAY, reason="Sĩ số")
    assert DaySheet(school.class_3a, TODAY).marks == {}
    assert DaySheet(other, TODAY).marks == {pupils[0].pk: "K"}
    assert sessions_missed(school.year, [pupils[0].pk]) == {pupils[0].pk: Missed(0, 2)}
