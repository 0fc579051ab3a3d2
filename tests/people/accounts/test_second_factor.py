"""The second door: codes, recovery codes and passkeys, and whoever tries to get past it."""

import base64
import json
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client

from people.accounts import codes, recovery
from people.door import happened
from people.models import CodeApp, Passkey, RecoveryCode, SignedIn
from tests.people.accounts.person import (
    PASSWORD,
    PRESENT,
    SecurityKey,
    code_now,
    give_app,
    is_in,
    signs_in,
    types_code,
    types_password,
)
from tests.school import School

pytestmark = pytest.mark.both_databases
WORLD = {"SERVER_NAME": "localhost"}


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238, appendix B, the last six digits."""
    assert codes.code_at(b"12345678901234567890", seconds // 30) == code


def test_whoever_has_an_app_is_not_in_by_password_alone(school: School, client: Client) -> None:
    secret = give_app(school.dao)
    answer = types_password(client, "dao")
    assert answer.url.startswith("/sign-in/second/")
    assert not is_in(client)
    assert types_code(client, code_now(secret)).status_code == 302
    assert is_in(client)
    assert SignedIn.objects.get(staff=school.dao, ended_at=None).factor == "code"


def test_a_code_is_good_once(school: School, client: Client) -> None:
    secret = give_app(school.dao)
    code = code_now(secret)
    signs_in(client, "dao", secret)
    thief = Client()
    types_password(thief, "dao")
    assert types_code(thief, code).status_code == 422
    assert not is_in(thief)


def test_an_older_code_than_one_used_is_worthless(
    school: School, client: Client, monday: time_machine.Traveller
) -> None:
    secret = give_app(school.dao)
    older = codes.code_at(secret, codes.step_now() - 1)
    signs_in(client, "dao", secret)
    thief = Client()
    types_password(thief, "dao")
    assert types_code(thief, older).status_code == 422


def test_a_phone_may_be_half_a_minute_off_and_no_more(school: School, client: Client) -> None:
    secret = give_app(school.dao)
    types_password(client, "dao")
    assert types_code(client, codes.code_at(secret, codes.step_now() - 2)).status_code == 422
    assert types_code(client, codes.code_at(secret, codes.step_now() + 1)).status_code == 302


def test_codes_cannot_be_guessed_through(school: School, client: Client) -> None:
    """After five wrong ones not even the right one is looked at, on this device and on others."""
    secret = give_app(school.dao)
    for number in range(5):
        types_password(client, "dao")
        assert types_code(client, f"00000{number}").status_code == 422
    types_password(client, "dao")
    assert types_code(client, code_now(secret)).status_code == 429
    other = Client(REMOTE_ADDR="203.0.113.7")
    types_password(other, "dao")
    assert types_code(other, code_now(secret)).status_code == 429
    assert not is_in(client)


def test_the_password_of_a_moment_ago_does_not_count_for_ever(
    school: School, client: Client, monday: time_machine.Traveller
) -> None:
    secret = give_app(school.dao)
    types_password(client, "dao")
    monday.shift(timedelta(minutes=11))
    assert types_code(client, code_now(secret)).url == "/sign-in/"
    assert not is_in(client)


def test_a_new_password_in_between_ends_the_half_of_a_sign_in(
    school: School, client: Client
) -> None:
    secret = give_app(school.dao)
    types_password(client, "dao")
    school.dao.set_password("doi-roi-nhe-em")
    school.dao.save()
    assert types_code(client, code_now(secret)).url == "/sign-in/"


def test_nobody_gives_a_code_without_a_password_before(school: School, client: Client) -> None:
    secret = give_app(school.dao)
    assert types_code(client, code_now(secret)).url == "/sign-in/"
    signs_in(client, "hoa")
    types_code(client, code_now(secret))
    assert client.get("/account/").wsgi_request.user == school.hoa


def test_the_session_key_changes_at_both_steps(school: School, client: Client) -> None:
    """Whoever planted a session knows nothing of what it becomes."""
    secret = give_app(school.dao)
    client.get("/sign-in/")
    planted = client.session
    planted["planted"] = "yes"
    planted.save()
    keys = [planted.session_key]
    client.cookies["sessionid"] = planted.session_key
    types_password(client, "dao")
    keys.append(client.session.session_key)
    types_code(client, code_now(secret))
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3
    assert "planted" not in client.session


def test_a_recovery_code_opens_once_and_is_kept_as_a_hash(school: School, client: Client) -> None:
    give_app(school.dao)
    made = recovery.renew(school.dao)
    assert len(set(made)) == 10
    assert not {*made} & {*RecoveryCode.objects.values_list("digest", flat=True)}
    types_password(client, "dao")
    assert types_code(client, made[3].upper().replace("-", " ")).status_code == 302
    assert is_in(client)
    other = Client()
    types_password(other, "dao")
    assert types_code(other, made[3]).status_code == 422


def test_the_secret_of_an_app_is_not_readable_from_the_database(
    school: School, settings: LazySettings
) -> None:
    secret = give_app(school.dao)
    kept = CodeApp.objects.get(staff=school.dao)
    assert secret not in bytes(kept.sealed)
    settings.SOKY_PEPPER = "what a thief guesses"
    assert not codes.spend(school.dao, code_now(secret))


def test_a_row_copied_to_somebody_else_opens_nothing(school: School, client: Client) -> None:
    """A thief who may write to the database gives the principal his own app."""
    secret = give_app(school.dao)
    sealed = CodeApp.objects.get(staff=school.dao).sealed
    CodeApp.objects.create(staff=school.thu, sealed=sealed, last_step=0)
    types_password(client, "thu")
    assert types_code(client, code_now(secret)).status_code == 422
    assert not is_in(client)


def set_up_app(client: Client, password: str = PASSWORD) -> str:
    page = client.get("/account/second/app/").content.decode()
    letters = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert letters
    secret = base64.b32decode(letters[1])
    form = {"code": code_now(secret), "password": password}
    return client.post("/account/second/app/", form).content.decode()


def test_an_app_is_set_up_with_the_password_and_brings_recovery_codes(
    school: School, client: Client
) -> None:
    signs_in(client, "dao")
    other = signs_in(Client(), "dao")
    assert "data:image/svg+xml" in client.get("/account/second/app/").content.decode()
    set_up_app(client, "somebody sits at my open session")
    assert not CodeApp.objects.exists()
    page = set_up_app(client)
    shown = re.findall(r"<code>([a-z0-9]{6}-[a-z0-9]{6})</code>", page)
    assert len(shown) == 10
    assert is_in(client)
    assert not is_in(other), "a session by password alone went on"
    assert shown[0] not in client.get("/account/second/").content.decode()


def test_an_app_that_could_not_be_told_of_is_not_kept(school: School, client: Client) -> None:
    """Else a code would be asked for, and no recovery code would lead back in."""

    def trail_is_away(**_: Any) -> None:
        raise OSError

    signs_in(client, "dao")
    client.get("/account/second/app/")
    client.raise_request_exception = False
    happened.connect(trail_is_away)
    try:
        set_up_app(client)
    finally:
        happened.disconnect(trail_is_away)
    assert not CodeApp.objects.exists()
    assert not RecoveryCode.objects.exists()


def test_the_last_factor_stays_where_a_duty_demands_it(strict: School, client: Client) -> None:
    secret = give_app(strict.thu)
    signs_in(client, "thu", secret)
    wrong = client.post("/account/second/remove/", {"password": "not hers"})
    right = client.post("/account/second/remove/", {"password": PASSWORD})
    assert (wrong.status_code, right.status_code) == (422, 422)
    assert CodeApp.objects.filter(staff=strict.thu).exists()
    give_app(strict.dao)
    teacher = Client()
    teacher.force_login(strict.dao)
    assert teacher.post("/account/second/remove/", {"password": PASSWORD}).status_code == 302
    assert not CodeApp.objects.filter(staff=strict.dao).exists()
    assert not RecoveryCode.objects.filter(staff=strict.dao).exists()


def adds(client: Client, key: SecurityKey) -> int:
    """The answer of the page to which this key's answer was sent."""
    asked = client.get("/account/second/passkey/", **WORLD).context["asked"]
    form = {"label": "Khóa", "password": PASSWORD, "answer": key.makes(json.loads(asked))}
    return int(client.post("/account/second/passkey/", form, **WORLD).status_code)


def with_key(staff_name: str) -> SecurityKey:
    key = SecurityKey()
    assert adds(signs_in(Client(**WORLD), staff_name), key) == 200
    return key


def half_in(name: str) -> tuple[Client, dict[str, str]]:
    client = Client(**WORLD)
    types_password(client, name)
    return client, json.loads(client.get("/sign-in/second/").context["asked"])


def test_a_passkey_opens_the_second_door(school: School) -> None:
    key = with_key("dao")
    client, asked = half_in("dao")
    answer = client.post("/sign-in/second/", {"answer": key.answers(asked)})
    assert answer.status_code == 302
    assert is_in(client)
    assert Passkey.objects.get().sign_count == key.counter


def test_a_passkey_without_its_owner_is_not_believed(school: School) -> None:
    """Neither made nor used: somebody touched it, but nobody's finger or PIN was checked."""
    careless = SecurityKey()
    careless.flags = PRESENT
    assert adds(signs_in(Client(**WORLD), "dao"), careless) == 422
    key = with_key("dao")
    key.flags = PRESENT
    client, asked = half_in("dao")
    assert client.post("/sign-in/second/", {"answer": key.answers(asked)}).status_code == 422
    assert not is_in(client)


def test_a_copied_passkey_is_not_believed(school: School) -> None:
    key = with_key("dao")
    client, asked = half_in("dao")
    client.post("/sign-in/second/", {"answer": key.answers(asked)})
    key.counter -= 1
    thief, asked = half_in("dao")
    assert thief.post("/sign-in/second/", {"answer": key.answers(asked)}).status_code == 422


def test_an_answer_is_good_for_one_question_only(school: School) -> None:
    key = with_key("dao")
    client, asked = half_in("dao")
    answer = {"answer": key.answers(asked)}
    assert client.post("/sign-in/second/", answer).status_code == 302
    thief, _other = half_in("dao")
    assert thief.post("/sign-in/second/", answer).status_code == 422


@pytest.mark.parametrize(
    ("origin", "host"),
    [("https://so-ky.example", "localhost"), ("http://localhost", "so-ky.example")],
)
def test_a_false_page_gets_nothing_that_is_good_here(
    school: School, origin: str, host: str
) -> None:
    key = with_key("dao")
    key.origin, key.host = origin, host
    client, asked = half_in("dao")
    assert client.post("/sign-in/second/", {"answer": key.answers(asked)}).status_code == 422


def test_a_passkey_of_a_colleague_opens_nothing(school: School) -> None:
    with_key("dao")
    others = with_key("hoa")
    client, asked = half_in("dao")
    assert client.post("/sign-in/second/", {"answer": others.answers(asked)}).status_code == 422


@pytest.mark.parametrize("answer", ["{}", "[]", "null", "x", '{"id": 1}', '{"response": []}'])
def test_nonsense_for_an_answer_is_refused_politely(school: School, answer: str) -> None:
    with_key("dao")
    client, _asked = half_in("dao")
    assert client.post("/sign-in/second/", {"answer": answer}).status_code == 422


@pytest.mark.parametrize(
    ("host", "word"), [("192.168.1.10", "name"), ("so-ky.truong", "https"), ("localhost", "")]
)
def test_the_page_says_where_passkeys_cannot_be(
    school: School, client: Client, settings: LazySettings, host: str, word: str
) -> None:
    settings.ALLOWED_HOSTS = [host]
    client.force_login(school.dao)
    assert client.get("/account/second/passkey/", headers={"host": host}).context["why_not"] == word
