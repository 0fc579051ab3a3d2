"""A record about a pupil is erased: nothing names the pupil any more, and the trail still holds."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import Error, connection, models, transaction
from django.test import Client
from django.urls import reverse

from people.refusals import NotYours
from tests.records.minutes.models import Minutes
from tests.school import School, take
from workflows import bulk, inbox, steps, story, trail
from workflows.access import access_of
from workflows.erasure import erase
from workflows.loaded import RemarkOn, StepRequest
from workflows.models import Approval
from workflows.permissions import roster_of
from workflows.refusals import Incomplete, NotPossible, RecordIsClosed
from workflows.states import State, Step

pytestmark = pytest.mark.both_databases

PUPIL = "Đặng Ngọc Khánh Vy"


@pytest.fixture
def about_vy(school: School) -> Approval:
    """Written, sent back with remarks, changed, refused in bulk, signed and locked."""
    minutes = Minutes(subject=f"Xét khen thưởng em {PUPIL}", text=f"Em {PUPIL} chăm học.")
    approval = steps.open_approval(
        minutes, by=school.dao, school_year=school.year, group=school.group
    )
    take(Step.SUBMIT, approval, school.dao)
    remark = RemarkOn(f"Ghi rõ điểm của {PUPIL}.", part="text")
    take(Step.SEND_BACK, approval, school.minh, remarks=[remark])
    minutes = approval.record
    minutes.text = f"Em {PUPIL} đạt điểm 10."
    minutes.save()
    approval.remarks.update(answer=f"Đã ghi điểm của {PUPIL}.")
    take(Step.SUBMIT, approval, school.dao)
    bulk.take_many(StepRequest(Step.SIGN, school.minh), [(approval, "cũ")], key="hàng-loạt")
    take(Step.SIGN, approval, school.minh)
    take(Step.LOCK, approval, school.thu)
    return approval


def places_that_name(words: str) -> Iterator[str]:
    """Every text column of every table in which these words stand."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                with connection.cursor() as cursor:
                    cursor.execute(
                        f'SELECT COUNT(*) FROM "{model._meta.db_table}"'
                        f' WHERE CAST("{field.column}" AS TEXT) LIKE %s',
                        [f"%{words}%"],
                    )
                    if cursor.fetchone()[0]:
                        yield f"{model._meta.label}.{field.column}"


def test_t12_after_the_erasure_no_table_names_the_pupil(school: School, about_vy: Approval) -> None:
    assert len(list(places_that_name(PUPIL))) >= 6
    erase(about_vy, by=school.thu, reason="Phụ huynh yêu cầu xóa.")
    assert list(places_that_name(PUPIL)) == []
    assert list(places_that_name("Khánh Vy")) == []
    assert not Minutes.objects.exists()
    assert not Minutes.history.exists()


def test_t12_the_trail_still_verifies_and_tells_what_happened(
    school: School, about_vy: Approval
) -> None:
    before = list(trail.links())
    erase(about_vy, by=school.thu, reason="Phụ huynh yêu cầu xóa.")
    assert trail.first_break() is None
    assert list(trail.links())[:-1] == before
    told = story.of(about_vy)
    assert [one.event.kind for one in told][-2:] == ["lock", "erase"]
    assert [remark.text for remark in told[-1].remarks] == ["Phụ huynh yêu cầu xóa."]
    about_vy.refresh_from_db()
    assert about_vy.erased_at
    assert about_vy.salt == ""


def test_only_the_principal_erases_and_says_why(school: School, about_vy: Approval) -> None:
    for other in (school.dao, school.minh, school.van, school.phuc):
        with pytest.raises(NotYours):
            erase(about_vy, by=other, reason="Xóa.")
    with pytest.raises(Incomplete):
        erase(about_vy, by=school.thu, reason=" ")
    assert list(places_that_name(PUPIL))
    assert not about_vy.events.filter(kind="erase").exists()


def test_a_principal_does_not_erase_an_own_record(school: School) -> None:
    approval = school.minutes(by=school.thu).approval
    with pytest.raises(NotYours):
        erase(approval, by=school.thu, reason="Tôi viết nhầm.")
    erase(approval, by=school.minh, reason="Cô Thu viết nhầm.")


def test_what_is_erased_is_over(school: School, about_vy: Approval) -> None:
    erase(about_vy, by=school.thu, reason="Phụ huynh yêu cầu xóa.")
    with pytest.raises(NotPossible):
        erase(about_vy, by=school.thu, reason="Lần nữa.")
    for step in Step:
        for person in (school.dao, school.minh, school.thu, school.van):
            with pytest.raises((NotPossible, NotYours)):
                take(step, about_vy, person, note="Thử.")
    assert about_vy.state == State.LOCKED
    roster = roster_of()
    for person in (school.dao, school.minh, school.thu, school.van):
        assert not inbox.visible_to(person, roster, access_of(person, roster)).exists()
        assert not inbox.for_my_role(access_of(person, roster)).exists()
        assert not inbox.mine(access_of(person, roster)).exists()


def test_an_erased_record_in_a_bulk_run_holds_up_nobody_else(
    school: School, about_vy: Approval
) -> None:
    other = school.minutes().approval
    take(Step.SUBMIT, other, school.dao)
    chosen = [(about_vy, about_vy.version), (other, other.version)]
    erase(about_vy, by=school.thu, reason="Phụ huynh yêu cầu xóa.")
    run = bulk.take_many(StepRequest(Step.SIGN, school.minh), chosen, key="cả-hai")
    assert [item.outcome for item in run.items.all()] == ["refused", "done"]


def test_an_erased_records_page_is_gone_and_the_audit_stays(
    school: School, about_vy: Approval, client: Client
) -> None:
    erase(about_vy, by=school.thu, reason="Phụ huynh yêu cầu xóa.")
    client.force_login(school.thu)
    assert client.get(about_vy.get_absolute_url()).status_code == 404
    assert client.get(reverse("audit")).status_code == 200
    assert client.get(reverse("inbox"), {"tab": "done"}).status_code == 200


def test_nothing_new_is_written_into_an_erased_draft(school: School) -> None:
    minutes = school.minutes()
    erase(minutes.approval, by=school.thu, reason="Nhập nhầm.")
    with pytest.raises(RecordIsClosed):
        minutes.save()
    with pytest.raises(Error), transaction.atomic():
        Minutes.objects.bulk_create([Minutes(approval=minutes.approval, subject="Lại", text="")])


def test_an_erasure_that_fails_halfway_has_erased_nothing(
    school: School, about_vy: Approval
) -> None:
    def erase_without_a_history_table() -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE minutes_historicalminutes")
            erase(about_vy, by=school.thu, reason="Phụ huynh yêu cầu xóa.")

    with pytest.raises(Error):
        erase_without_a_history_table()
    about_vy.refresh_from_db()
    assert about_vy.erased_at is None
    assert PUPIL in about_vy.record.text
