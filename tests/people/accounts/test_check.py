"""The check of accounts: it finds what is wrong, with whom and since when, and makes minutes of it."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils.translation import override

from documents import signing
from documents.models import Registration
from people.accounts import findings
from people.models import AccountCheck, Assignment, Staff, Suspension
from tests.people.accounts.person import give_app, signs_in, types_password
from tests.school import School
from workflows.models import Event

pytestmark = pytest.mark.both_databases


def found(kind: str) -> dict[int, findings.Finding]:
    all_of_them = findings.all_findings(findings.Survey())
    return {one.staff: one for one in all_of_them if one.kind.name == kind}


def day(at: datetime | None) -> str:
    return f"{at:%d/%m}" if at else ""


def test_a_second_factor_that_is_missing_is_found_until_it_is_there(strict: School) -> None:
    assert set(found("no_factor")) == {
        one.pk for one in (strict.thu, strict.minh, strict.ngoc, strict.van)
    }
    assert day(found("no_factor")[strict.thu.pk].since) == "01/09"
    give_app(strict.thu)
    assert strict.thu.pk not in found("no_factor")


def test_first_passwords_and_people_who_never_came(school: School) -> None:
    assert school.dao.pk in found("never")
    signs_in(Client(), "dao")
    assert school.dao.pk not in found("never")
    assert found("first_password") == {}
    Staff.objects.filter(pk=school.dao.pk).update(password_set_on=None)
    assert set(found("first_password")) == {school.dao.pk}


def test_failed_sign_ins_are_found_with_their_number(
    school: School, monday: time_machine.Traveller
) -> None:
    for number in range(3):
        types_password(Client(), "dao", f"sai {number}")
    types_password(Client(), "nobody of this name", "x")
    assert {one: what.count for one, what in found("failed").items()} == {school.dao.pk: 3}
    signs_in(Client(), "dao")
    assert found("failed")[school.dao.pk].count == 3
    monday.shift(timedelta(days=15))
    assert found("failed") == {}


def test_two_accounts_on_one_machine_within_minutes(
    school: School, monday: time_machine.Traveller
) -> None:
    shared = Client()
    signs_in(shared, "dao").post("/sign-out/")
    monday.shift(timedelta(minutes=8))
    signs_in(shared, "hoa").post("/sign-out/")
    assert found("shared")[school.dao.pk].other == school.hoa.pk
    monday.shift(timedelta(minutes=40))
    signs_in(shared, "nam")
    signs_in(Client(), "phuc")
    assert len(found("shared")) == 1


def test_duty_without_account_and_account_without_duty(school: School) -> None:
    for person in (school.nam, school.phuc):
        person.set_unusable_password()
        person.save()
    Assignment.objects.filter(staff=school.yen).update(ends_on="2026-11-01")
    assert set(found("no_account")) == {school.nam.pk}
    assert set(found("no_duty")) == {school.yen.pk}


def test_suspended_accounts_are_found_with_the_day(school: School) -> None:
    Suspension.objects.create(staff=school.dao, reason="Thử", begun_by=school.thu)
    assert day(found("suspended")[school.dao.pk].since) == "23/11"


def test_a_key_whose_pin_is_not_chosen_is_found_by_those_who_know_of_keys(school: School) -> None:
    signing.register(Registration(staff=school.dao, evidence="Căn cước đã xem."), school.van)
    assert set(found("no_pin")) == {school.dao.pk}
    signing.issue_many([(school.dao, "274916")])
    assert found("no_pin") == {}


def test_the_minutes_are_two_interactions_away_and_stay_as_they_were(
    school: School, client: Client
) -> None:
    client.force_login(school.thu)
    client.get("/accounts/check/")
    with override("vi"):
        page = client.post("/accounts/check/minutes/", follow=True).content.decode()
    assert "data-print-at-once" in page
    assert "Độc lập – Tự do – Hạnh phúc" in page
    assert school.thu.full_name in page
    assert school.phuc.full_name in page
    row = AccountCheck.objects.get()
    event = Event.objects.get(kind="account_check")
    assert (row.by, event.by) == (school.thu, school.thu)
    assert school.phuc.full_name not in event.body
    Assignment.objects.create(staff=school.phuc, duty="clerk", starts_on="2026-09-01")
    assert school.phuc.pk not in found("no_duty")
    assert school.phuc.full_name in client.get(f"/accounts/check/{row.pk}/").content.decode()


@pytest.mark.parametrize("who", ["dao", "hoa"])
def test_others_do_not_read_it(school: School, client: Client, who: str) -> None:
    client.force_login(getattr(school, who))
    for address in ("/accounts/check/", "/accounts/", f"/accounts/{school.thu.pk}/"):
        assert client.get(address).status_code == 403
    assert client.post("/accounts/check/minutes/").status_code == 403
    assert not AccountCheck.objects.exists()
