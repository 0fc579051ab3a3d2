"""Sessions: seen, ended by their owner or a keeper, and never handed on."""

import unicodedata
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from people.accounts.devices import in_words
from people.models import SignedIn, Staff
from tests.people.accounts.person import PASSWORD, is_in, signs_in, types_password
from tests.school import School
from workflows.models import Event

pytestmark = pytest.mark.both_databases


def row_of(client: Client) -> SignedIn:
    row: Any = client.get("/account/").wsgi_request.signed_in
    return SignedIn.objects.get(pk=row.pk)


def test_a_session_ended_elsewhere_is_over_with_its_next_page(school: School) -> None:
    here, there = signs_in(Client(), "dao"), signs_in(Client(), "dao")
    here.post("/account/sessions/end/", {"session": row_of(there).pk})
    assert is_in(here)
    assert there.get("/account/").url == "/sign-in/?next=/account/"


def test_all_others_end_at_once(school: School) -> None:
    here, *others = (signs_in(Client(), "dao") for _ in range(3))
    here.post("/account/sessions/end/")
    assert [is_in(one) for one in (here, *others)] == [True, False, False]


@pytest.mark.parametrize("which", ["0", "-1", "x", "1e5", "٣", "9" * 40])
def test_nonsense_ends_nothing(school: School, which: str) -> None:
    here, there = signs_in(Client(), "dao"), signs_in(Client(), "dao")
    assert here.post("/account/sessions/end/", {"session": which}).status_code == 302
    assert is_in(there)


def test_nobody_ends_the_session_of_somebody_else_from_his_own_page(school: School) -> None:
    mine, hers = signs_in(Client(), "dao"), signs_in(Client(), "hoa")
    mine.post("/account/sessions/end/", {"session": row_of(hers).pk})
    assert is_in(hers)


def test_the_board_ends_sessions_and_the_trail_tells_it(school: School, client: Client) -> None:
    hers = signs_in(Client(), "dao")
    client.force_login(school.van)
    client.post(f"/accounts/{school.dao.pk}/sessions/end/", {"session": row_of(hers).pk})
    assert not is_in(hers)
    event = Event.objects.get(kind="account_sessions_ended")
    assert event.by == school.van
    assert f'"staff":{school.dao.pk}' in event.body.replace(" ", "")


def test_signing_out_ends_the_session_for_good(school: School, client: Client) -> None:
    signs_in(client, "dao")
    stolen = client.cookies["sessionid"].value
    row = row_of(client)
    client.post("/sign-out/")
    row.refresh_from_db()
    assert row.ended_at
    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert not is_in(thief)


def test_the_cookie_of_one_is_worth_nothing_under_the_row_of_another(school: School) -> None:
    """A session whose kept row names somebody else was tampered with."""
    client = signs_in(Client(), "dao")
    SignedIn.objects.update(staff=school.thu)
    assert not is_in(client)


def test_it_is_written_down_as_seen_at_most_every_five_minutes(
    school: School, client: Client, monday: time_machine.Traveller
) -> None:
    signs_in(client, "dao")
    first = row_of(client).seen_at
    monday.shift(timedelta(minutes=4))
    assert row_of(client).seen_at == first
    monday.shift(timedelta(minutes=2))
    client.get("/account/")
    assert row_of(client).seen_at > first


def test_a_new_password_ends_all_other_sessions(school: School) -> None:
    here, there = signs_in(Client(), "dao"), signs_in(Client(), "dao")
    form = {"password": PASSWORD, "new_password": "con mèo trèo cây cau"}
    here.post("/account/password/", form | {"new_password_again": "con mèo trèo cây cau"})
    assert is_in(here)
    assert not is_in(there)
    assert SignedIn.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize(("chosen", "typed"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_password_is_the_same_on_every_keyboard(
    school: School, client: Client, chosen: str, typed: str
) -> None:
    """Some send a letter and its tone as one character, some as several."""
    new = unicodedata.normalize(chosen, "con mèo trèo cây cau")
    form = {"password": PASSWORD, "new_password": new, "new_password_again": new}
    signs_in(client, "dao").post("/account/password/", form)
    elsewhere = Client()
    password = unicodedata.normalize(typed, "con mèo trèo cây cau")
    assert types_password(elsewhere, "dao", password).status_code == 302
    assert is_in(elsewhere)


def test_a_wrong_password_changes_nothing_and_is_counted(school: School, client: Client) -> None:
    signs_in(client, "dao")
    form = dict.fromkeys(("new_password", "new_password_again"), "con mèo trèo cây cau")
    statuses = [
        client.post("/account/password/", form | {"password": f"sai {n}"}).status_code
        for n in range(11)
    ]
    assert statuses == [422] * 10 + [429]
    assert types_password(Client(), "dao").status_code == 302


@pytest.mark.parametrize(
    "poor",
    [
        "ngan",
        "matkhau2026",
        "1234567890",
        "le thi dao",
        "Lê Thị Đào1",
        "password123",
        "hoai-lu-thum-74578",
        "aaaaaaaaaaaa",
    ],
)
def test_a_poor_password_is_refused_with_a_sentence(
    school: School, client: Client, poor: str
) -> None:
    signs_in(client, "dao")
    form = {"password": PASSWORD, "new_password": poor, "new_password_again": poor}
    answer = client.post("/account/password/", form)
    assert answer.status_code == 422
    assert answer.context["form"].errors["new_password"]
    assert Staff.objects.get(pk=school.dao.pk).check_password(PASSWORD)


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36", "Chrome, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/120.0 Chrome/114.0", "Cốc Cốc, Windows"),
        (
            "Mozilla/5.0 (Linux; Android 14; SM) SamsungBrowser/24.0",
            "Samsung Internet, Android",
        ),
        (
            "Mozilla/5.0 (iPhone; like Mac OS X) Safari/604.1",
            "Safari, iPhone / iPad",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0",
            "Firefox, Linux",
        ),
    ],
)
def test_devices_have_plain_names(user_agent: str, words: str) -> None:
    assert in_words(user_agent) == words
