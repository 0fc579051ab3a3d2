"""Somebody stands in for somebody absent: while it lasts, said in the story, never on own work."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction

from people.models import Staff, Substitution
from people.refusals import NotYours
from tests.school import School, take
from workflows import story
from workflows.models import Approval, Event
from workflows.states import State, Step

pytestmark = pytest.mark.both_databases


def awaiting_the_lock(school: School, by: Staff | None = None) -> Approval:
    approval = school.minutes(by=by).approval
    take(Step.SUBMIT, approval, approval.author)
    take(Step.SIGN, approval, school.minh)
    return approval


def test_t5_a_substitute_who_is_the_author_is_refused(school: School) -> None:
    school.substitution(absent=school.thu, substitute=school.dao)
    own = awaiting_the_lock(school, by=school.dao)
    with pytest.raises(NotYours):
        take(Step.LOCK, own, school.dao, acting_for=school.thu)
    with pytest.raises(NotYours):
        take(Step.LOCK, own, school.dao)
    assert own.state == State.SIGNED

    of_a_colleague = awaiting_the_lock(school, by=school.phuc)
    take(Step.LOCK, of_a_colleague, school.dao, acting_for=school.thu)
    assert of_a_colleague.state == State.LOCKED


def test_t5_the_authors_own_substitute_does_not_approve_for_the_author(school: School) -> None:
    school.substitution(absent=school.thu, substitute=school.phuc)
    of_the_principal = awaiting_the_lock(school, by=school.thu)
    with pytest.raises(NotYours):
        take(Step.LOCK, of_the_principal, school.phuc, acting_for=school.thu)
    take(Step.LOCK, of_the_principal, school.ngoc)


def test_t5_a_leaders_substitute_acts_and_the_story_says_for_whom(school: School) -> None:
    school.substitution(absent=school.hoa, substitute=school.yen)
    approval = school.class_book(by=school.phuc).approval
    take(Step.SUBMIT, approval, school.phuc)
    take(Step.COSIGN, approval, school.nam)
    take(Step.COSIGN, approval, school.yen, acting_for=school.hoa)
    take(Step.COSIGN, approval, school.dao)
    event = take(Step.REVIEW, approval, school.yen, acting_for=school.hoa)
    assert isinstance(event, Event)
    assert (event.by, event.acting_for) == (school.yen, school.hoa)
    told = story.sentence(event).casefold()
    assert told.index("cô yến") < told.index("cô hoa")


def test_a_substitute_says_for_whom_or_does_not_act(school: School) -> None:
    school.substitution(absent=school.thu, substitute=school.phuc)
    approval = awaiting_the_lock(school)
    for claimed in (None, school.minh, school.phuc):
        with pytest.raises(NotYours):
            take(Step.LOCK, approval, school.phuc, acting_for=claimed)


def test_nobody_acts_for_somebody_who_did_not_leave_it_to_them(school: School) -> None:
    approval = awaiting_the_lock(school)
    with pytest.raises(NotYours):
        take(Step.LOCK, approval, school.minh, acting_for=school.thu)


@pytest.mark.parametrize(
    ("today", "counts"),
    [
        ("2026-11-24T23:59:00+07:00", False),
        ("2026-11-25T00:01:00+07:00", True),
        ("2026-11-27T23:59:00+07:00", True),
        ("2026-11-28T00:01:00+07:00", False),
    ],
)
def test_t5_a_substitution_counts_from_its_first_day_to_the_end_of_its_last(
    school: School, monday: time_machine.Traveller, *, today: str, counts: bool
) -> None:
    school.substitution(
        absent=school.thu,
        substitute=school.phuc,
        starts_on=date(2026, 11, 25),
        ends_on=date(2026, 11, 27),
    )
    approval = awaiting_the_lock(school)
    monday.move_to(today)
    if counts:
        take(Step.LOCK, approval, school.phuc, acting_for=school.thu)
    else:
        with pytest.raises(NotYours):
            take(Step.LOCK, approval, school.phuc, acting_for=school.thu)


def test_a_substitution_is_not_passed_on(school: School) -> None:
    """Phúc stands in for the principal, Yến for Phúc: Yến is not the principal."""
    school.substitution(absent=school.thu, substitute=school.phuc)
    school.substitution(absent=school.phuc, substitute=school.yen)
    approval = awaiting_the_lock(school)
    for claimed in (school.thu, school.phuc):
        with pytest.raises(NotYours):
            take(Step.LOCK, approval, school.yen, acting_for=claimed)


def test_a_substitute_who_has_left_the_school_stands_in_for_nobody(school: School) -> None:
    school.substitution(absent=school.thu, substitute=school.phuc)
    Staff.objects.filter(pk=school.phuc.pk).update(is_active=False)
    approval = awaiting_the_lock(school)
    with pytest.raises(NotYours):
        take(Step.LOCK, approval, school.phuc, acting_for=school.thu)


def test_who_is_absent_may_still_act_in_person(school: School) -> None:
    school.substitution(absent=school.thu, substitute=school.phuc)
    take(Step.LOCK, awaiting_the_lock(school), school.thu)


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"granted_by": "phuc"}, "nobody_grants_himself_a_substitution"),
        ({"absent": "phuc"}, "nobody_stands_in_for_himself"),
        ({"ends_on": None}, "a_substitution_ends"),
    ],
)
def test_t5_the_database_itself_refuses_what_no_substitution_may_be(
    school: School, wrong: dict[str, str | None], constraint: str
) -> None:
    given = {"absent": "thu", "substitute": "phuc", "granted_by": "thu", **wrong}
    people = {
        field: getattr(school, name) for field, name in given.items() if isinstance(name, str)
    }
    dates = {"starts_on": date(2026, 11, 23), "ends_on": date(2026, 11, 27)}
    if "ends_on" in wrong:
        dates["ends_on"] = None
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Substitution.objects.create(**people, **dates, reason="Nghỉ ốm")
