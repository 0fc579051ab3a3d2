"""Whatever is changed behind the door beside the trail is named: record, submission, remark, state, file."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents import archive
from documents.models import SignedFile
from tests.documents.records.plans import PIN, plan_of, sign
from tests.school import School, give_keys, take
from tests.workflows.books import behind_the_door, verified
from workflows import consistency
from workflows.erasure import erase
from workflows.models import Approval
from workflows.states import Step

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("home")]


def found() -> list[consistency.Contradiction]:
    return consistency.all_contradictions()


@pytest.fixture
def returned(school: School, some_minutes: None) -> Approval:
    """Two more: one submitted a second time after a remark, one unlocked."""
    approval = school.minutes().approval
    take(Step.SUBMIT, approval, school.dao)
    take(Step.SEND_BACK, approval, school.minh, note="Thiếu một em.")
    take(Step.SUBMIT, approval, school.dao)
    other = school.minutes().approval
    for step, by in (
        (Step.SUBMIT, school.dao),
        (Step.SIGN, school.minh),
        (Step.LOCK, school.thu),
        (Step.ISSUE, school.van),
    ):
        take(step, other, by)
    take(Step.UNLOCK, other, school.thu, note="Sai ngày.")
    book = school.class_book().approval
    take(Step.SUBMIT, book, school.dao)
    take(Step.COSIGN, book, school.nam)
    return approval


def test_an_honest_school_contradicts_nothing(returned: Approval) -> None:
    assert found() == []
    assert consistency.new_contradictions() == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE minutes_minutes SET text = 'Sửa lén.' WHERE approval_id = {pk}",
        "DELETE FROM minutes_minutes WHERE approval_id = {pk}",
        "UPDATE workflows_submission SET content = replace(content, 'nhất', 'hai')",
        "UPDATE workflows_submission SET fingerprint = 'x' WHERE approval_id = {pk} AND round = 1",
        "UPDATE workflows_submission SET round = 7 WHERE approval_id = {pk} AND round = 1",
        "DELETE FROM workflows_submission WHERE approval_id = {pk} AND round = 1",
        "UPDATE workflows_remark SET text = 'Tốt.'",
        "DELETE FROM workflows_remark",
        "UPDATE workflows_approval SET state = 'signed' WHERE id = {pk}",
        "UPDATE workflows_approval SET state = 'draft' WHERE id = {pk}",
        "UPDATE workflows_approval SET round = 1 WHERE id = {pk}",
        "UPDATE workflows_approval SET revision = 2 WHERE id = {pk}",
        "UPDATE workflows_approval SET fingerprint = 'x' WHERE id = {pk}",
        "UPDATE workflows_approval SET salt = 'x' WHERE id = {pk}",
        "UPDATE workflows_approval SET author_id = {other} WHERE id = {pk}",
        "UPDATE workflows_approval SET erased_at = '2026-11-23 00:00:00' WHERE id = {pk}",
    ],
)
def test_what_is_changed_behind_the_door_is_named(
    school: School, returned: Approval, sql: str
) -> None:
    behind_the_door(sql.format(pk=returned.pk, other=school.phuc.pk))
    assert returned.pk in {contradiction.approval for contradiction in found()}
    status, words = verified()
    assert status == 1
    assert str(returned.pk) in words


@pytest.fixture
def signed_plan(school: School, settings: object) -> Approval:
    give_keys(school, [school.dao], PIN)
    plan = plan_of(school, school.dao)
    sign(Step.SUBMIT, plan.approval, school.dao)
    return plan.approval


def test_signed_files_are_compared_with_the_trail_and_with_themselves(
    signed_plan: Approval,
) -> None:
    assert found() == []
    kept = archive._path(SignedFile.objects.get().sha256)
    whole = kept.read_bytes()
    for change in (lambda: kept.write_bytes(whole + b" "), kept.unlink):
        kept.parent.chmod(0o700)
        if kept.exists():
            kept.chmod(0o600)
        change()
        assert [each.approval for each in found()] == [signed_plan.pk]
        assert consistency.all_contradictions(with_files=False) == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE documents_signedfile SET sha256 = 'x'",
        "DELETE FROM documents_signedfile",
    ],
)
def test_the_row_of_a_signed_file_is_compared(signed_plan: Approval, sql: str) -> None:
    behind_the_door(sql)
    assert [each.approval for each in found()] == [signed_plan.pk]


def test_what_was_erased_by_decision_contradicts_nothing(
    school: School, returned: Approval, signed_plan: Approval
) -> None:
    for approval in (returned, signed_plan):
        erase(approval, by=school.thu, reason="Phụ huynh yêu cầu.")
    assert found() == []


def test_the_quick_check_looks_at_what_has_moved_and_at_the_rest_by_turns(
    school: School, returned: Approval, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consistency, "BY_TURNS", 1)
    while consistency._mark()["turn"] or not consistency._file().exists():
        assert consistency.new_contradictions() == []
    behind_the_door(f"UPDATE minutes_minutes SET text = 'x' WHERE approval_id = {returned.pk}")
    seen = [bool(consistency.new_contradictions()) for _turn in range(Approval.objects.count())]
    assert any(seen), "its turn comes"


def test_the_quick_check_asks_as_often_for_many_as_for_few(school: School) -> None:
    asked = []
    for count in (3, 40):
        for _number in range(count):
            take(Step.SUBMIT, school.minutes().approval, school.dao)
        with CaptureQueriesContext(connection) as queries:
            assert consistency.new_contradictions() == []
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_the_audit_page_names_them(school: School, returned: Approval, client: Client) -> None:
    client.force_login(school.thu)
    page = client.post(reverse("audit_verify"))
    assert page.context["contradictions"] == []
    behind_the_door("UPDATE workflows_remark SET text = 'Tốt.'")
    Path(consistency._file()).unlink()
    page = client.post(reverse("audit_verify"))
    assert page.context["contradictions"]
