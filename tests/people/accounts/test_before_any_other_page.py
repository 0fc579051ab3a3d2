"""A first password and a missing second factor stand before every other page, however it is asked for."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from people.models import Assignment, Duty, SecondFactorPolicy, Staff
from tests.people.accounts.person import code_now, give_app, is_in, signs_in, types_password
from tests.school import School

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
OPEN = {
    "account_password",
    "account_factors",
    "account_code_app",
    "account_passkey",
    "sign_out",
}
ANY = {
    "IntConverter": 1,
    "UUIDConverter": "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa",
    "DayInAddress": date(2026, 11, 20),
    "MonthInAddress": date(2026, 11, 1),
}


def every_address() -> Iterator[tuple[str, str]]:
    """Name and address of everything; where it takes a word, any word will do: nobody looks at it."""
    for name, pattern in patterns(get_resolver().url_patterns):
        words = {
            each: ANY.get(type(converter).__name__, "1" * 64)
            for each, converter in pattern.pattern.converters.items()
        }
        yield name, reverse(name, kwargs=words)


def patterns(
    found: list[URLPattern | URLResolver], space: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from patterns(
                one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space
            )
        else:
            yield f"{space}{one.name}", one


def newcomer() -> Client:
    """Khôi has his slip, and nothing else."""
    staff = Staff.objects.create_user(
        "khoi", "hoai-lu-thum-74578", "Trần Minh Khôi", address="thầy", password_set_on=None
    )
    client = Client()
    client.force_login(staff)
    return client


def walk(client: Client, page: str) -> None:
    for name, address in every_address():
        if name in OPEN:
            continue
        for method in METHODS:
            answer = getattr(client, method)(address)
            assert answer.status_code == 302, f"{method} {address}"
            assert answer.url == page, f"{method} {address} {name}"


def test_with_a_first_password_every_address_leads_to_a_new_one(school: School) -> None:
    walk(newcomer(), reverse("account_password"))


def test_without_a_second_factor_every_address_of_the_principal_leads_to_one(
    strict: School, client: Client
) -> None:
    client.force_login(strict.thu)
    walk(client, reverse("account_factors"))


@pytest.mark.parametrize(
    "address",
    [
        "/static/../account/",
        "/static/x.css/../../account/",
        "//account/",
        "/account/;.css",
        "/account/?x=/account/password/",
        "/account/password/../",
        "/account/password/%2e%2e/",
        "/accounts/?next=/static/so-ky.css",
    ],
)
def test_no_address_that_looks_harmless_gets_past(school: School, address: str) -> None:
    answer = newcomer().get(address)
    assert answer.status_code in {302, 404}
    assert "Nơi đang đăng nhập" not in answer.content.decode()


def test_what_was_typed_is_not_saved_behind_the_gate(school: School) -> None:
    answer = newcomer().post("/account/sessions/end/", headers={"X-Autosave": "1"})
    assert answer.status_code == 403


def test_whoever_chose_a_password_goes_on(school: School) -> None:
    client = newcomer()
    form = {
        "password": "hoai-lu-thum-74578",
        "new_password": "con mèo trèo cây cau",
        "new_password_again": "con mèo trèo cây cau",
    }
    assert client.post("/account/password/", form).url == "/"
    assert is_in(client)
    assert Staff.objects.get(username="khoi").password_set_on is not None
    fresh = Client()
    assert types_password(fresh, "khoi", "hoai-lu-thum-74578").status_code == 200
    assert types_password(fresh, "khoi", "con mèo trèo cây cau").status_code == 302


def test_a_second_factor_used_opens_every_page(strict: School, client: Client) -> None:
    secret = give_app(strict.thu)
    signs_in(client, "thu", secret)
    assert client.get("/accounts/").status_code == 200


def test_a_factor_that_was_set_up_but_not_used_in_this_session_is_asked_for(
    strict: School, client: Client
) -> None:
    """A session by password alone does not become more by what happens elsewhere."""
    client.force_login(strict.thu)
    give_app(strict.thu)
    assert client.get("/accounts/").status_code == 302


def test_teachers_come_in_by_password_where_only_leaders_need_more(
    strict: School, client: Client
) -> None:
    assert is_in(signs_in(client, "dao"))


def test_whoever_stands_in_for_the_principal_proves_himself_like_her(
    strict: School, client: Client
) -> None:
    client.force_login(strict.dao)
    assert is_in(client)
    strict.substitution(strict.thu, strict.dao)
    assert not is_in(client)


def test_days_of_grace_are_counted_from_the_duty(
    strict: School, client: Client, monday: time_machine.Traveller
) -> None:
    SecondFactorPolicy.objects.filter(duty=Duty.CLERK).update(grace_days=5)
    Assignment.objects.create(staff=strict.dao, duty=Duty.CLERK, starts_on=date(2026, 11, 20))
    signs_in(client, "dao")
    assert "25/11/2026" in client.get("/account/").content.decode()
    assert is_in(client)
    monday.shift(timedelta(days=2))
    client.force_login(strict.dao)
    assert not is_in(client)


def test_in_the_demonstration_a_password_is_enough(
    strict: School, client: Client, settings: LazySettings
) -> None:
    settings.SOKY_DEMO = True
    assert is_in(signs_in(client, "thu"))
    assert "hoa-sen-2026" in Client().get("/sign-in/").content.decode()


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_elsewhere(school: School, where: str) -> None:
    form = {"username": "dao", "password": "mat-khau", "next": where}
    assert Client().post("/sign-in/", form).url == "/"
    assert "evil" not in Client().post("/sign-in/again/", form).url
    secret = give_app(school.hoa)
    client = Client()
    client.post("/sign-in/", {**form, "username": "hoa"})
    answer = client.post("/sign-in/second/", {"code": code_now(secret), "next": where})
    assert answer.url == "/"
