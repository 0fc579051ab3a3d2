"""Nobody sets a state by hand, and reading it afresh takes that protection from nobody."""

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import CaptureQueriesContext
from django_fsm import FSMFieldMixin

from tests.school import School, take
from workflows.machine import ConcurrentTransition, Machine
from workflows.models import Approval
from workflows.states import State, Step

pytestmark = pytest.mark.both_databases


def is_protected(approval: Approval) -> bool:
    try:
        approval.state = State.LOCKED
    except AttributeError:
        return True
    return False


def test_t9_every_model_with_a_state_is_a_machine_of_ours() -> None:
    with_a_state = {
        model
        for model in apps.get_models()
        if any(isinstance(field, FSMFieldMixin) for field in model._meta.fields)
    }
    assert with_a_state == {Approval}
    assert issubclass(Approval, Machine)


def test_t9_what_another_window_did_is_seen_after_a_refresh(school: School) -> None:
    approval = school.minutes().approval
    other_window = Approval.objects.get(pk=approval.pk)
    take(Step.SUBMIT, other_window, school.dao)
    approval.refresh_from_db()
    assert approval.state == State.SUBMITTED
    assert is_protected(approval)
    assert is_protected(other_window)


def test_t9_a_refresh_is_one_query_so_that_state_and_round_are_of_the_same_moment(
    school: School, django_assert_num_queries: CaptureQueriesContext
) -> None:
    approval = school.minutes().approval
    with django_assert_num_queries(1):
        approval.refresh_from_db()


def test_t9_a_refresh_of_something_else_keeps_a_step_not_saved_yet(school: School) -> None:
    approval = school.minutes().approval
    approval.move(Step.SUBMIT)
    approval.refresh_from_db(fields=["title"])
    assert approval.state == State.SUBMITTED
    approval.save()
    assert Approval.objects.get(pk=approval.pk).state == State.SUBMITTED


def test_t9_a_refresh_that_fails_leaves_the_state_and_its_protection(school: School) -> None:
    approval = school.minutes().approval
    gone = Approval.objects.get(pk=approval.pk)
    gone.pk = 0
    with pytest.raises(Approval.DoesNotExist):
        gone.refresh_from_db()
    assert gone.state == State.DRAFT
    assert is_protected(gone)
    assert is_protected(approval)


@pytest.mark.parametrize("narrowed", ["defer", "only"])
def test_t9_a_state_left_out_of_a_query_is_loaded_when_asked_for(
    school: School, narrowed: str
) -> None:
    stored = school.minutes().approval
    take(Step.SUBMIT, stored, school.dao)
    query = Approval.objects.defer("state") if narrowed == "defer" else Approval.objects.only("pk")
    approval = query.get(pk=stored.pk)
    assert approval.state == State.SUBMITTED
    assert is_protected(approval)
    approval.refresh_from_db()
    assert approval.state == State.SUBMITTED


def test_a_row_read_before_somebody_elses_step_cannot_be_saved_over_it(school: School) -> None:
    approval = school.minutes().approval
    stale = Approval.objects.get(pk=approval.pk)
    take(Step.SUBMIT, approval, school.dao)
    stale.move(Step.SUBMIT)
    with pytest.raises(ConcurrentTransition):
        stale.save()


def test_the_database_knows_no_other_states_than_the_machine(school: School) -> None:
    approval = school.minutes().approval
    constraint = next(one for one in Approval._meta.constraints if "state" in one.name)
    assert isinstance(constraint, models.CheckConstraint)
    with pytest.raises(Exception, match="approval_state_is_known"):
        Approval.objects.filter(pk=approval.pk).update(state="approved by nobody")
