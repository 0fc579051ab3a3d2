"""Somebody leaves the school: everything ends with one day, nothing of the past changes."""

from datetime import date, timedelta

import pytest
from django.test import Client

from people.accounts import keeping
from people.models import Assignment, Duty, Staff, Substitution
from people.refusals import Refusal
from people.staffing.gaps import gaps_of
from people.staffing.leaving import leave, take_on_again
from tests.people.accounts.person import is_in, signs_in
from tests.school import FIRST_DAY, School

pytestmark = pytest.mark.both_databases
TODAY = date(2026, 11, 23)


def test_duties_substitutions_and_account_end_together(school: School, client: Client) -> None:
    later = Assignment.objects.create(
        staff=school.hoa, duty=Duty.RECORDS_BOARD, starts_on=TODAY + timedelta(days=7)
    )
    for absent, substitute in ((school.hoa, school.nam), (school.yen, school.hoa)):
        days = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=9)}
        people = {"absent": absent, "substitute": substitute, "granted_by": school.thu}
        Substitution.objects.create(reason="Ốm", **people, **days)
    window = signs_in(Client(), "hoa")
    client.force_login(school.thu)
    page = f"/staff/{school.hoa.pk}/leave/"
    assert "Tổ trưởng Tổ 3" in client.get(page).content.decode()
    sent = {"last_day": "22/11/2026", "reason": "Chuyển công tác"}
    assert client.post(page, sent).status_code == 302
    assert not is_in(window)
    assert not Assignment.objects.filter(staff=school.hoa, ends_on=None).exists()
    assert not Assignment.objects.filter(pk=later.pk).exists()
    led = Assignment.objects.get(staff=school.hoa, duty=Duty.GROUP_LEADER)
    assert led.ends_on == date(2026, 11, 22)
    assert set(Substitution.objects.values_list("ends_on", flat=True)) == {date(2026, 11, 22)}
    now = Staff.objects.get(pk=school.hoa.pk)
    assert (now.is_active, now.history.first().history_change_reason) == (False, "Chuyển công tác")
    assert "không còn làm việc" in client.get(f"/accounts/{school.hoa.pk}/").content.decode()
    assert now.full_name in client.get("/staff/?show=left").content.decode()
    assert "group_without_leader" in {one.code for one in gaps_of(school.year)}
    told = client.get("/audit/").content.decode()
    assert f"ghi nhận {now.full_name} làm việc ở trường đến hết ngày 22/11/2026" in told


def test_who_comes_back_has_the_account_and_no_duty(school: School, client: Client) -> None:
    leave(school.nam, TODAY, school.thu, "Nghỉ hưu")
    client.force_login(school.thu)
    page = f"/accounts/{school.nam.pk}/"
    assert f"/staff/{school.nam.pk}/return/" in client.get(page).content.decode()
    assert client.post(f"/staff/{school.nam.pk}/return/").status_code == 302
    assert client.post(f"/staff/{school.nam.pk}/return/").status_code == 422
    assert is_in(signs_in(Client(), "nam"))
    there = Assignment.objects.filter(staff=school.nam, ends_on=None)
    assert not there.exists()


def test_who_may_record_it_and_when(school: School, client: Client) -> None:
    for by in (school.van, school.minh, school.hoa):
        client.force_login(by)
        assert client.get(f"/staff/{school.nam.pk}/leave/").status_code == 403
        with pytest.raises(Refusal):
            leave(school.nam, TODAY, by, "Nghỉ")
    for staff, day in (
        (school.thu, TODAY),
        (school.nam, TODAY + timedelta(days=1)),
    ):
        with pytest.raises(Refusal):
            leave(staff, day, school.thu, "Nghỉ")
    leave(school.nam, TODAY, school.thu, "Nghỉ")
    with pytest.raises(Refusal):
        leave(school.nam, TODAY, school.thu, "Nghỉ")


def test_a_suspension_is_not_leaving(school: School, client: Client) -> None:
    keeping.suspend(school.nam, school.thu, "Nghỉ thai sản")
    client.force_login(school.thu)
    assert school.nam.full_name in client.get("/staff/").content.decode()
    assert school.nam.full_name not in client.get("/staff/?show=left").content.decode()
    with pytest.raises(Refusal):
        take_on_again(school.nam, school.thu)
    leave(school.nam, TODAY, school.thu, "Nghỉ hẳn")
    with pytest.raises(Refusal):
        keeping.reactivate(school.nam, school.thu)
    assert school.nam.full_name in client.get("/staff/?show=left").content.decode()


def test_the_past_stays(school: School) -> None:
    before = Assignment.objects.create(
        staff=school.nam, duty=Duty.CLERK, starts_on=FIRST_DAY, ends_on=date(2026, 10, 1)
    )
    leave(school.nam, TODAY, school.thu, "Nghỉ")
    before.refresh_from_db()
    assert before.ends_on == date(2026, 10, 1)
