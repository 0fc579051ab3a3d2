"""Those who keep the accounts: what they do for others, and what none of them can do alone."""

import re
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from people.accounts import first_passwords
from people.models import Assignment, CodeApp, Duty, Reset, SignedIn, Staff, Suspension
from tests.people.accounts.person import (
    PASSWORD,
    code_now,
    give_app,
    is_in,
    signs_in,
    types_code,
    types_password,
)
from tests.school import School
from workflows.models import Event

pytestmark = pytest.mark.both_databases
SEEN = {"reason": "Quên mật khẩu, đã gặp.", "seen": "on"}


def at(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff)
    return client


def secret_on(answer: Any) -> str:
    found = re.search(r'class="secret">.*?<code>(.*?)</code>', answer.content.decode(), re.DOTALL)
    assert found, answer.content.decode()
    return found[1]


def asks(by: Staff, staff: Staff, kind: str = "password") -> Any:
    return at(by).post(f"/accounts/{staff.pk}/reset/{kind}/", SEEN)


def confirms(by: Staff, **more: str) -> Any:
    return at(by).post(f"/accounts/resets/{Reset.objects.latest('pk').pk}/", more)


def told(kind: str) -> list[Event]:
    return list(Event.objects.filter(kind=kind))


@pytest.fixture
def newcomers(school: School) -> list[Staff]:
    people = []
    for name in ("khoi", "lan"):
        staff = Staff(username=name, full_name=f"Trần {name.title()}", address="cô")
        staff.set_unusable_password()
        staff.save()
        people.append(staff)
    return people


def test_first_passwords_are_hard_to_guess_and_easy_to_type() -> None:
    assert first_passwords.bits() >= 40
    assert first_passwords.bits_of_half() >= 30
    made = {first_passwords.make() for _ in range(500)}
    assert len(made) == 500
    assert all(re.fullmatch(r"[a-z]+-[a-z]+-[a-z]+-\d{5}", one) for one in made)
    assert all(first_passwords.looks_first(one) for one in made)
    assert len(set(first_passwords.SYLLABLES)) == len(first_passwords.SYLLABLES)


def test_slips_are_shown_once_and_kept_nowhere(school: School, newcomers: list[Staff]) -> None:
    board = at(school.van)
    answer = board.post("/accounts/first-passwords/", {"staff": [one.pk for one in newcomers]})
    shown = re.findall(r'class="secret">.*?<code>(.*?)</code>', answer.content.decode(), re.DOTALL)
    assert len(shown) == 2
    assert "no-store" in answer["Cache-Control"]
    assert not any(word in str(dict(board.session)) for word in shown)
    newcomers[0].refresh_from_db()
    assert shown[0] not in newcomers[0].password
    client = Client()
    assert types_password(client, "khoi", shown[0]).status_code == 302
    assert client.get("/").url == "/account/password/"
    assert len(told("account_made")) == 2
    again = board.post("/accounts/first-passwords/", {"staff": newcomers[0].pk}, follow=True)
    assert "secret" not in again.content.decode()


def test_a_sheet_of_slips_is_all_or_nothing(school: School, newcomers: list[Staff]) -> None:
    board = at(school.van)
    chosen = [newcomers[0].pk, school.dao.pk]
    assert board.post("/accounts/first-passwords/", {"staff": chosen}).status_code == 302
    newcomers[0].refresh_from_db()
    assert not newcomers[0].has_usable_password()
    assert signs_in(Client(), "dao")


def test_the_account_of_a_leader_is_given_by_the_principal(
    school: School, newcomers: list[Staff]
) -> None:
    Assignment.objects.create(
        staff=newcomers[0], duty=Duty.VICE_PRINCIPAL, starts_on=date(2026, 9, 1)
    )
    form = {"staff": newcomers[0].pk}
    assert at(school.van).post("/accounts/first-passwords/", form).status_code == 302
    assert at(school.thu).post("/accounts/first-passwords/", form).status_code == 200


def test_a_teacher_is_reset_by_one_and_gets_to_know_until_he_said_so(school: School) -> None:
    secret = give_app(school.dao)
    before = signs_in(Client(), "dao", secret)
    new = secret_on(asks(school.van, school.dao))
    assert not is_in(before)
    assert types_password(Client(), "dao").status_code == 200
    assert CodeApp.objects.filter(staff=school.dao).exists(), "a password reset touches no factor"
    client = Client()
    assert types_password(client, "dao", new).url.startswith("/sign-in/second/")
    assert [one.by for one in told("account_password_reset")] == [school.van]
    form = {"password": new, "new_password": "con mèo trèo cây cau"}
    form["new_password_again"] = form["new_password"]
    CodeApp.objects.update(last_step=0)
    client = signs_in_anew(secret, new)
    client.post("/account/password/", form)
    for _page in range(2):
        assert "cô Vân" in client.get("/account/").content.decode()
    client.post("/account/news/read/")
    assert "cô Vân" not in client.get("/account/").content.decode()


def signs_in_anew(secret: bytes, password: str) -> Client:
    client = Client()
    types_password(client, "dao", password)
    assert types_code(client, code_now(secret)).status_code == 302
    return client


def test_nobody_removes_both_halves_of_a_teachers_account(school: School) -> None:
    """Password and second factor by one hand: then that hand could sign in as the teacher."""
    give_app(school.dao)
    secret_on(asks(school.van, school.dao))
    assert asks(school.van, school.dao, "factor").status_code == 422
    assert CodeApp.objects.filter(staff=school.dao).exists()
    assert asks(school.minh, school.dao, "factor").status_code == 302


def test_nor_the_other_way_round(school: School) -> None:
    give_app(school.dao)
    assert asks(school.van, school.dao, "factor").status_code == 302
    assert asks(school.van, school.dao).status_code == 422
    assert signs_in(Client(), "dao")


def test_the_principal_is_reset_by_two_who_each_know_one_half(school: School) -> None:
    first = secret_on(asks(school.van, school.thu))
    assert signs_in(Client(), "thu"), "nothing has changed yet"
    assert confirms(school.van).status_code == 302, "who asked does not confirm"
    assert confirms(school.thu).status_code == 302, "nor who it is about"
    assert Reset.objects.get().done_at is None
    second = secret_on(confirms(school.minh))
    for alone in (first, second, f"{second}-{first}"):
        assert types_password(Client(), "thu", alone).status_code == 200
    client = Client()
    assert types_password(client, "thu", f"{first}-{second}").status_code == 302
    assert client.get("/").url == "/account/password/"
    assert [one.by for one in told("account_password_asked") + told("account_password_reset")] == [
        school.van,
        school.minh,
    ]
    assert Reset.objects.get().sealed_half is None


def test_the_second_person_is_asked_in_the_inbox(school: School) -> None:
    """Not who asked for it, nor who is to be reset."""
    asks(school.van, school.thu)
    waiting = f"Xác nhận hoặc từ chối cho {school.thu.full_name}"
    for person, expected in ((school.minh, True), (school.van, False), (school.dao, False)):
        assert (waiting in at(person).get("/?tab=mine").content.decode()) == expected, person
    confirms(school.minh)
    assert waiting not in at(school.minh).get("/?tab=mine").content.decode()


def test_the_person_concerned_may_refuse_what_others_ask_for(school: School) -> None:
    asks(school.van, school.thu)
    assert "cô Vân" in at(school.thu).get("/account/").content.decode()
    confirms(school.thu, refuse="1")
    assert confirms(school.minh).status_code == 302
    assert signs_in(Client(), "thu")


@pytest.mark.parametrize("who", ["thu", "minh", "van"])
def test_whoever_answers_for_the_school_is_never_reset_by_one(school: School, who: str) -> None:
    by = school.ngoc
    asks(by, getattr(school, who))
    assert types_password(Client(), who).status_code == 302
    assert not told("account_password_reset")


@pytest.mark.parametrize("what", ["reset/password", "reset/factor", "suspend", "sessions/end"])
@pytest.mark.parametrize("who", ["thu", "minh", "van"])
def test_nobody_does_it_to_himself(school: School, who: str, what: str) -> None:
    person = getattr(school, who)
    give_app(person)
    client = at(person)
    client.post(f"/accounts/{person.pk}/{what}/", SEEN)
    assert is_in(client)
    assert not Reset.objects.exists()
    assert not Suspension.objects.exists()
    assert Staff.objects.get(pk=person.pk).is_active


def test_a_suspended_account_is_out_at_once_and_its_past_stays(school: School) -> None:
    client, board = signs_in(Client(), "dao"), at(school.van)
    assert board.post(f"/accounts/{school.dao.pk}/suspend/", {"reason": ""}).status_code == 422
    board.post(f"/accounts/{school.dao.pk}/suspend/", {"reason": "Mất máy tính"})
    assert not is_in(client)
    assert types_password(Client(), "dao").status_code == 200
    board.post(f"/accounts/{school.dao.pk}/reactivate/")
    assert is_in(signs_in(Client(), "dao"))
    row = Suspension.objects.get()
    assert (row.reason, row.begun_by, row.ended_by) == ("Mất máy tính", school.van, school.van)
    assert len(told("account_suspended") + told("account_reactivated")) == 2


@pytest.mark.parametrize(("by", "who"), [("van", "thu"), ("minh", "thu"), ("van", "minh")])
def test_nobody_suspends_those_above(school: School, by: str, who: str) -> None:
    person = getattr(school, who)
    at(getattr(school, by)).post(f"/accounts/{person.pk}/suspend/", {"reason": "Thử"})
    assert Staff.objects.get(pk=person.pk).is_active


def test_not_even_another_principal_suspends_the_principal(school: School) -> None:
    Assignment.objects.create(staff=school.ngoc, duty=Duty.PRINCIPAL, starts_on=date(2026, 9, 1))
    at(school.ngoc).post(f"/accounts/{school.thu.pk}/suspend/", {"reason": "Thử"})
    assert Staff.objects.get(pk=school.thu.pk).is_active


def test_the_principal_suspends_a_member_of_the_board(school: School) -> None:
    at(school.thu).post(f"/accounts/{school.van.pk}/suspend/", {"reason": "Nghỉ"})
    assert not Staff.objects.get(pk=school.van.pk).is_active


def test_whoever_has_left_does_not_come_back_by_reactivating(school: School) -> None:
    Staff.objects.filter(pk=school.dao.pk).update(is_active=False)
    at(school.van).post(f"/accounts/{school.dao.pk}/reactivate/")
    assert not Staff.objects.get(pk=school.dao.pk).is_active


def test_who_stands_in_for_the_principal_keeps_no_accounts(school: School) -> None:
    school.substitution(school.thu, school.dao)
    assert at(school.dao).get("/accounts/").status_code == 403
    assert asks(school.dao, school.hoa).status_code == 403


def test_no_page_lets_a_keeper_become_somebody_else(school: School) -> None:
    """Whatever a keeper does with an account, the session stays the keeper's own."""
    give_app(school.dao)
    client = at(school.van)
    base = f"/accounts/{school.dao.pk}/"
    for address in ("reset/password/", "reset/factor/", "suspend/", "reactivate/", "sessions/end/"):
        for form in (
            SEEN,
            SEEN | {"staff": school.dao.pk, "username": "dao", "_auth_user_id": "1"},
        ):
            client.post(base + address, form)
            answer = client.get("/account/")
            assert answer.wsgi_request.user == school.van
    assert not SignedIn.objects.filter(staff=school.dao).exists()


def test_only_the_principal_sets_who_needs_a_second_factor(school: School) -> None:
    form = {f"{duty}-grace_days": "3" for duty in Duty.values} | {"clerk-demanded": "on"}
    assert at(school.van).post("/accounts/second-factors/", form).status_code == 403
    assert at(school.thu).post("/accounts/second-factors/", form).status_code == 302
    client = at(school.van)
    assert "26/11/2026" in signs_in(Client(), "van").get("/account/second/").content.decode()
    assert is_in(client)
    assert {one.by for one in told("account_policy")} == {school.thu}


def test_the_server_helps_a_school_whose_keepers_are_shut_out(school: School) -> None:
    secret = give_app(school.thu)
    before = signs_in(Client(), "thu", secret)
    said = StringIO()
    call_command("reset_account", "thu", stdout=said)
    password = said.getvalue().split()[1]
    assert not is_in(before)
    client = Client()
    assert types_password(client, "thu", password).url == "/"
    assert client.get("/").url == "/account/password/"
    (event,) = told("account_server_reset")
    assert event.by is None
    with pytest.raises(CommandError):
        call_command("reset_account", "nobody")


def test_a_sealed_half_opens_no_other_account(school: School) -> None:
    """Copied in the database to another row, it does not become a password there."""
    asks(school.van, school.thu)
    asks(school.van, school.minh)
    hers, his = Reset.objects.get(staff=school.thu), Reset.objects.get(staff=school.minh)
    assert bytes(hers.sealed_half or b"") != bytes(his.sealed_half or b"")
    assert PASSWORD not in str(bytes(hers.sealed_half or b""))


def test_the_list_costs_the_same_for_many(
    school: School, django_assert_max_num_queries: Any
) -> None:
    client = at(school.van)
    for address in ("/accounts/", "/accounts/check/", f"/accounts/{school.dao.pk}/", "/account/"):
        with django_assert_max_num_queries(15) as few:
            client.get(address)
        Staff.objects.bulk_create(
            Staff(username=f"{address}{n}", full_name=f"Người Thứ {n}", password="!x")
            for n in range(50)
        )
        with django_assert_max_num_queries(15) as many:
            client.get(address)
        assert len(few) == len(many), address


def test_whoever_stands_in_for_a_keeper_is_not_reset_by_one_alone(school: School) -> None:
    """Thu is away and Đào stands in: who had Đào's password would be principal."""
    school.substitution(school.thu, school.dao)
    assert "secret" in asks(school.van, school.dao).content.decode()
    waiting = Reset.objects.get()
    assert (waiting.staff, waiting.done_at) == (school.dao, None)
    assert school.dao.check_password("mat-khau")
    assert confirms(school.van).status_code == 302
    assert Reset.objects.get().done_at is None
    confirms(school.minh)
    assert Reset.objects.get().done_at is not None


def test_a_substitution_that_is_over_makes_no_difference(school: School) -> None:
    school.substitution(school.thu, school.dao, ends_on=date(2026, 11, 22))
    asks(school.van, school.dao)
    assert Reset.objects.get().done_at is not None
