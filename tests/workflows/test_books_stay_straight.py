"""Anyone tries anything, in any order, on any day: the books stay straight."""

from datetime import date, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
import time_machine
from django.db import transaction
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from people.models import Assignment, Staff, Substitution
from people.refusals import Refusal
from tests.conftest import NOW
from tests.depth import examples
from tests.school import School, asked, found
from tests.workflows import books
from workflows import steps
from workflows.loaded import load_record
from workflows.models import Approval, Event
from workflows.permissions import roster_of
from workflows.states import FORWARD, Step

pytestmark = pytest.mark.both_databases

PEOPLE = st.sampled_from(["dao", "hoa", "nam", "minh", "ngoc", "thu", "van", "phuc", "yen"])
STEPS = st.sampled_from(list(Step))
WHICH = st.integers(0, 30)
NOTES = st.sampled_from(["", "Sai."])
KEYS = st.sampled_from(["khóa-1", "khóa-2", "khóa-3"])
REACHED: set[tuple[str, str]] = set()
CAREFUL = examples(8, stateful_step_count=40)


class Books(RuleBasedStateMachine):
    """One school, two to four records, everybody at their worst and at their best."""

    def __init__(self) -> None:
        super().__init__()
        self.day = time_machine.travel(NOW, tick=True)
        self.clock = self.day.start()
        self.all_or_nothing = transaction.atomic()
        self.all_or_nothing.__enter__()
        self.school: School = found()
        self.seen: dict[int, list[str]] = {}
        self.asked: object = None

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.all_or_nothing.__exit__(None, None, None)
        self.day.stop()

    def approvals(self) -> list[Approval]:
        return list(Approval.objects.order_by("pk"))

    def person(self, name: str) -> Staff:
        return getattr(self.school, name)

    def look(self, which: int) -> Approval:
        approvals = self.approvals()
        approval = approvals[which % len(approvals)]
        self.seen.setdefault(approval.pk, []).append(approval.version)
        return approval

    def attempt(self, step: Step, approval: Approval, **how: Any) -> Event | None:
        """What the door makes of it. A refusal must have changed nothing."""
        before = (approval.state, Event.objects.count(), books.posts(approval))
        try:
            return steps.take(*asked(step, approval, how.pop("by"), how), **how)
        except Refusal:
            approval.refresh_from_db()
        assert before == (approval.state, Event.objects.count(), books.posts(approval))
        return None

    @initialize(of_minutes=PEOPLE, of_book=PEOPLE)
    def two_records_are_begun(self, of_minutes: str, of_book: str) -> None:
        self.school.minutes(by=self.person(of_minutes))
        self.school.class_book(by=self.person(of_book))

    @rule(author=PEOPLE, kind=st.sampled_from(["class_book", "minutes"]))
    def somebody_begins_another(self, author: str, kind: str) -> None:
        if Approval.objects.count() < 4:
            getattr(self.school, kind)(by=self.person(author))

    @rule(
        step=STEPS,
        by=PEOPLE,
        absent=st.none() | PEOPLE,
        which=WHICH,
        note=st.sampled_from(["", "Sai."]),
    )
    def anyone_tries_anything(
        self, step: Step, by: str, absent: str | None, which: int, note: str
    ) -> None:
        approval = self.look(which)
        acting_for = self.person(absent) if absent else None
        how = {"seen": approval.version, "note": note, "acting_for": acting_for}
        self.attempt(step, approval, by=self.person(by), **how)

    @rule(which=WHICH, choice=WHICH, version=WHICH)
    def somebody_acts_on_an_old_page(self, which: int, choice: int, version: int) -> None:
        approval = self.look(which)
        seen = self.seen[approval.pk][version % len(self.seen[approval.pk])]
        for step, by, absent in self.possible(approval, set(Step))[choice % 3 :: 3]:
            if seen != approval.version:
                how = {"acting_for": self.absent(absent), "seen": seen, "note": "Cũ."}
                assert self.attempt(step, approval, by=by, **how) is None

    @rule(step=STEPS, by=PEOPLE, which=WHICH, key=KEYS)
    def somebody_clicks_twice(self, step: Step, by: str, which: int, key: str) -> None:
        approval = self.look(which)
        how = {"by": self.person(by), "seen": approval.version, "note": "Hai lần.", "key": key}
        first = self.attempt(step, approval, **how)
        count = Event.objects.count()
        assert self.attempt(step, approval, **how) == first
        assert Event.objects.count() == count

    @rule(which=WHICH, choice=WHICH, steps_on=st.integers(1, 6))
    def somebody_does_what_is_due(self, which: int, choice: int, steps_on: int) -> None:
        """Legal steps, so that records get far."""
        for _step in range(steps_on):
            approval = self.look(which)
            possible = self.possible(approval, {Step.SUBMIT, *FORWARD})
            if possible:
                self.take_as_offered(approval, *possible[choice % len(possible)])

    @rule(which=WHICH, choice=WHICH)
    def a_record_is_brought_to_its_end_and_begins_anew(self, which: int, choice: int) -> None:
        """The way from draft to draft again, by whoever may: the longest that a record goes."""
        for _step in range(12):
            approval = self.look(which)
            onward = self.possible(approval, {Step.SUBMIT, *FORWARD})
            anew = self.possible(approval, {Step.REVISE, Step.UNLOCK})
            possible = onward or anew
            if possible:
                self.take_as_offered(approval, *possible[choice % len(possible)])
            if not onward:
                return

    @rule(which=WHICH, choice=WHICH)
    def a_record_is_turned_back_on_its_way(self, which: int, choice: int) -> None:
        for among in ({Step.SUBMIT, *FORWARD}, {Step.SEND_BACK, Step.RECALL}):
            approval = self.look(which)
            possible = self.possible(approval, among)
            if possible:
                self.take_as_offered(approval, *possible[choice % len(possible)])

    @rule(which=WHICH, choice=WHICH)
    def somebody_does_what_is_possible(self, which: int, choice: int) -> None:
        approval = self.look(which)
        possible = self.possible(approval, set(Step))
        if possible:
            self.take_as_offered(approval, *possible[choice % len(possible)])

    def possible(
        self, approval: Approval, among: set[Step]
    ) -> list[tuple[Step, Staff, int | None]]:
        held, roster = load_record(approval), roster_of()
        return [
            (step, person, seat.capacity.acting_for)
            for person in Staff.objects.order_by("pk")
            for step, open_to in steps.available(held, person, roster).items()
            for seat in open_to
            if step in among
        ]

    def take_as_offered(
        self, approval: Approval, step: Step, by: Staff, absent: int | None
    ) -> None:
        """What is offered on a page is never refused."""
        how = {"acting_for": self.absent(absent), "seen": approval.version, "note": "Được."}
        steps.take(*asked(step, approval, by, how), **how)

    def absent(self, person: int | None) -> Staff | None:
        return Staff.objects.get(pk=person) if person else None

    @rule(which=WHICH, word=st.sampled_from(["Một.", "Hai.", "Ba."]))
    def somebody_edits(self, which: int, word: str) -> None:
        approval = self.look(which)
        record = approval.record
        setattr(record, "text" if approval.record_type == "minutes" else "name", word)
        try:
            record.save()
        except Refusal:
            assert not approval.is_draft
        else:
            assert approval.is_draft

    @rule(which=WHICH, absent=st.none() | PEOPLE, substitute=PEOPLE, begins=st.integers(-3, 1))
    def somebody_stands_in(
        self, which: int, absent: str | None, substitute: str, begins: int
    ) -> None:
        """For an author as often as for anybody else."""
        away = self.person(absent) if absent else self.look(which).author
        if away != self.person(substitute):
            starts_on = self.today() + timedelta(days=begins)
            ends_on = starts_on + timedelta(days=4)
            self.school.substitution(
                away, self.person(substitute), starts_on=starts_on, ends_on=ends_on
            )

    @rule(which=WHICH)
    def a_duty_ends(self, which: int) -> None:
        duties = list(Assignment.objects.filter(ends_on=None).order_by("pk"))
        if len(duties) > 7:
            duty = duties[which % len(duties)]
            duty.ends_on = self.today() + timedelta(days=1)
            duty.save()

    @rule(days=st.integers(1, 3))
    def days_pass(self, days: int) -> None:
        self.clock.shift(timedelta(days=days))

    def today(self) -> date:
        return roster_of().on

    @invariant()
    def the_trail_leads_to_the_present(self) -> None:
        for approval in self.approvals():
            books.the_trail_leads_to_the_present(approval)
            kinds = approval.events.values_list("kind", flat=True)
            REACHED.update((approval.record_type, kind) for kind in kinds)
        books.the_trail_verifies()

    @invariant()
    def each_record_lies_where_its_state_calls_for(self) -> None:
        for approval in self.approvals():
            books.it_lies_where_its_state_calls_for(approval)

    @invariant()
    def the_inbox_agrees_with_the_machine(self) -> None:
        """The dearest question: asked again when something has happened."""
        duties = Assignment.objects.filter(ends_on=None).count()
        news = (Event.objects.count(), Substitution.objects.count(), duties, self.today())
        if news != self.asked:
            books.the_inbox_agrees_with_the_machine()
            self.asked = news

    @invariant()
    def nobody_acted_on_own_work(self) -> None:
        for approval in self.approvals():
            books.nobody_acted_on_own_work(approval)


def test_whatever_anyone_tries_the_books_stay_straight(db: None) -> None:
    run_state_machine_as_test(Books, settings=CAREFUL)
    assert {kind for _type, kind in REACHED} == {"open", *Step}
    assert {("minutes", "issue"), ("class_book", "lock")} <= REACHED
