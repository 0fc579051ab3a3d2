"""A form that came after the session had ended: its words come back, to whoever typed them."""

import re
from typing import Any

import pytest
from django.test import Client

from people.models import SignedIn, Staff
from tests.people.accounts.person import PASSWORD, code_now, give_app, is_in, signs_in
from tests.school import School, at_known_machine

WORDS = "Em đọc to, rõ ràng."


def fields(answer: Any) -> dict[str, str]:
    """What the form of this page would send."""
    page = answer.content.decode()
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="(.*?)">', page)
    return dict(hidden) | dict(re.findall(r'<textarea name="(.*?)" hidden>(.*?)</textarea>', page))


def expired(name: str) -> Client:
    """Somebody was signed in here; the session is over, its cookie still in the browser."""
    client = signs_in(Client(), name)
    client.session.delete()
    return client


def expired_with_a_code(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff)
    client.session.delete()
    return client


def asked_back(client: Client) -> dict[str, str]:
    answer = client.post("/lesson-plans/new/", {"text": WORDS, "pin": "123456"})
    assert answer.status_code == 401
    found = fields(answer)
    assert found["kept-text"] == WORDS
    assert "kept-pin" not in found
    return found


def test_the_words_come_back_to_who_typed_them(school: School) -> None:
    client = expired("dao")
    form = asked_back(client) | {"username": "dao", "password": PASSWORD}
    answer = client.post("/sign-in/again/", form)
    assert fields(answer)["text"] == WORDS
    assert b'action="/lesson-plans/new/"' in answer.content
    assert is_in(client)


def test_a_colleague_at_the_same_machine_does_not_send_them(school: School) -> None:
    client = expired("dao")
    form = asked_back(client) | {"username": "hoa", "password": PASSWORD}
    answer = client.post("/sign-in/again/", form)
    assert answer.status_code == 422
    assert fields(answer)["kept-text"] == WORDS, "they wait for their owner"
    assert not is_in(client)
    assert (
        client.post("/sign-in/again/", {**fields(answer), **form, "username": "dao"}).status_code
        == 200
    )


def test_where_nobody_knows_who_typed_them_the_page_says_so(school: School) -> None:
    client = at_known_machine()
    form = asked_back(client) | {"username": "dao", "password": PASSWORD}
    known = expired("dao")
    known_form = asked_back(known) | {"username": "dao", "password": PASSWORD}
    unsure = client.post("/sign-in/again/", form).context["is_unknown"]
    sure = known.post("/sign-in/again/", known_form).context["is_unknown"]
    assert (unsure, sure) == (True, False)


def test_the_second_factor_is_asked_for_here_too_and_the_words_wait(school: School) -> None:
    secret = give_app(school.dao)
    client = at_known_machine()
    client.get("/sign-in/")
    form = asked_back(client) | {"username": "dao", "password": PASSWORD}
    second = client.post("/sign-in/again/", form)
    assert not is_in(client)
    wrong = client.post("/sign-in/second/", fields(second) | {"code": "000000"})
    assert (wrong.status_code, fields(wrong)["kept-text"]) == (422, WORDS)
    last = client.post("/sign-in/second/", fields(wrong) | {"code": code_now(secret)})
    assert fields(last)["text"] == WORDS
    assert is_in(client)


def test_who_was_too_slow_begins_anew_with_the_words(school: School) -> None:
    client = Client()
    form = {"next": "/lesson-plans/new/", "kept-text": WORDS, "code": "123456"}
    answer = client.post("/sign-in/second/", form)
    assert (answer.status_code, fields(answer)["kept-text"]) == (401, WORDS)


def test_too_many_tries_keep_every_word(school: School) -> None:
    client = expired("dao")
    form = asked_back(client) | {"username": "dao", "password": "sai", "kept-more": ["một", "hai"]}
    for _number in range(11):
        answer = client.post("/sign-in/again/", form)
    assert answer.status_code == 429
    page = answer.content.decode()
    assert all(word in page for word in (WORDS, ">một<", ">hai<"))
    assert fields(answer)["owner"] == form["owner"]


def test_too_many_wrong_codes_give_nobody_the_words_of_a_colleague(school: School) -> None:
    give_app(school.dao)
    client = expired_with_a_code(school.dao)
    form = asked_back(client) | {"username": "dao", "password": PASSWORD}
    answer = client.post("/sign-in/again/", form)
    while answer.status_code != 429:
        answer = client.post("/sign-in/second/", fields(answer) | {"code": "000000"})
    assert fields(answer)["owner"] == form["owner"]
    other = fields(answer) | {"username": "hoa", "password": PASSWORD}
    refused = client.post("/sign-in/again/", other)
    assert refused.status_code == 422
    forged = client.post("/sign-in/again/", other | {"owner": "known"})
    assert forged.context["is_unknown"], "a made-up owner says nothing"


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_words_from_a_page_of_somebody_else_are_not_kept(
    school: School, headers: dict[str, str]
) -> None:
    answer = Client().post("/lesson-plans/new/", {"text": WORDS}, headers=headers)
    assert answer.status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(school.dao)
    page = strict.post("/lesson-plans/new/", {"text": WORDS}, headers=headers)
    assert page.status_code == 403
    assert WORDS not in page.content.decode()


def test_a_session_that_was_ended_by_the_board_keeps_the_words_too(school: School) -> None:
    client = signs_in(Client(), "dao")
    SignedIn.objects.update(ended_at="2026-11-23T09:00:00+07:00")
    assert "owner" in asked_back(client)
