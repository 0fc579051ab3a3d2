"""Guessing passwords: slow for the stranger, and never the end of the owner's own way in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.conf import LazySettings, settings
from django.db import connection
from django.test import Client

from people.accounts.devices import network_of
from people.models import FailedTry, SignedIn, Staff
from tests.people.accounts.person import give_app, is_in, signs_in, types_code, types_password
from tests.school import School

pytestmark = pytest.mark.both_databases


def stranger(address: str = "203.0.113.9") -> Client:
    return Client(REMOTE_ADDR=address)


def guesses(client: Client, name: str, times: int) -> int:
    """The status of the last of so many wrong passwords."""
    return [types_password(client, name, f"sai {n}").status_code for n in range(times)][-1]


def test_a_stranger_is_slowed_and_the_principal_comes_in_on_her_own_device(school: School) -> None:
    own = signs_in(Client(REMOTE_ADDR="10.0.0.5"), "thu")
    own.post("/sign-out/")
    assert guesses(stranger(), "thu", 10) == 200
    assert guesses(stranger(), "thu", 1) == 429
    assert types_password(stranger(), "thu").status_code == 429, "the right one was looked at"
    assert is_in(signs_in(own, "thu"))


def test_many_addresses_are_one_stranger(school: School) -> None:
    for number in range(10):
        assert guesses(stranger(f"198.51.100.{number}"), "thu", 1) == 200
    assert guesses(stranger("192.0.2.1"), "thu", 1) == 429


def test_one_password_for_many_names_is_noticed_and_shuts_nobody_out(school: School) -> None:
    """A pupil guesses in the school's Wi-Fi; a teacher comes with a new telephone."""
    pupil, telephone = stranger(), stranger()
    assert [guesses(pupil, f"ten-{number}", 1) for number in range(40)] == [200] * 40
    assert guesses(telephone, "dao", 2) == 200
    assert is_in(signs_in(telephone, "dao"))
    assert guesses(pupil, "thu", 3) == 200
    assert guesses(pupil, "thu", 1) == 429, "three of ten"
    assert guesses(pupil, "ten-1", 3) == 429, "whether or not there is such a name"
    assert types_password(pupil, "thu").status_code == 429
    assert types_password(stranger("10.0.0.7"), "thu").status_code == 302


def test_one_who_owns_a_whole_network_of_ipv6_is_one(school: School) -> None:
    for number in range(40):
        guesses(stranger(f"2001:db8:0:1::{number:x}"), f"ten-{number}", 1)
    assert guesses(stranger("2001:db8:0:1:ffff::1"), "dao", 4) == 429
    assert guesses(stranger("2001:db8:0:2::1"), "dao", 4) == 200
    assert network_of("::ffff:203.0.113.9") == "203.0.113.9"


def test_a_colleague_is_a_stranger_to_other_accounts(school: School) -> None:
    """The device is known, but not to the principal: her account has not been in on it."""
    colleague = signs_in(Client(), "dao")
    colleague.post("/sign-out/")
    assert guesses(colleague, "thu", 10) == 200
    assert guesses(colleague, "thu", 1) == 429
    assert FailedTry.objects.filter(staff=school.thu).exclude(device="").count() == 0
    assert is_in(signs_in(colleague, "dao"))


def test_a_made_up_or_borrowed_cookie_makes_no_device_known(school: School) -> None:
    own = signs_in(Client(), "thu")
    guesses(stranger(), "thu", 10)
    for value in ("", "x", own.cookies[settings.SOKY_DEVICE_COOKIE].value + "x", "nonce:signature"):
        liar = stranger()
        liar.cookies[settings.SOKY_DEVICE_COOKIE] = value
        assert guesses(liar, "thu", 1) == 429


def test_the_known_device_is_slowed_by_itself_only(school: School) -> None:
    """A pupil at the principal's own PC shuts out that PC for a while, and nothing else."""
    own, other = signs_in(Client(), "thu"), signs_in(Client(), "thu")
    own.post("/sign-out/")
    assert guesses(own, "thu", 10) == 200
    assert types_password(own, "thu").status_code == 429
    other.post("/sign-out/")
    assert types_password(other, "thu").status_code == 302


def test_after_a_quarter_of_an_hour_it_goes_on_but_not_for_ever(
    school: School, monday: time_machine.Traveller
) -> None:
    for _quarter in range(6):
        assert guesses(stranger(), "thu", 10) == 200
        assert guesses(stranger(), "thu", 1) == 429
        monday.shift(timedelta(minutes=16))
    assert guesses(stranger("192.0.2.77"), "thu", 1) == 429, "more than sixty a day"
    monday.shift(timedelta(days=1))
    assert types_password(stranger(), "thu").status_code == 302


def test_the_right_password_ends_the_count_of_that_way(school: School) -> None:
    guesses(stranger(), "dao", 9)
    signs_in(stranger(), "dao")
    assert guesses(stranger(), "dao", 9) == 200
    assert FailedTry.objects.filter(staff=school.dao).count() == 18, "they are still told"


def test_failures_are_not_kept_for_ever(school: School, monday: time_machine.Traveller) -> None:
    guesses(stranger(), "thu", 3)
    monday.shift(timedelta(days=89))
    signs_in(Client(), "dao")
    assert FailedTry.objects.count() == 3
    monday.shift(timedelta(days=2))
    signs_in(Client(), "dao")
    assert FailedTry.objects.count() == 0


def test_wrong_codes_of_a_thief_leave_the_owners_device_alone(school: School) -> None:
    """The thief has the password, and closes the second door for all devices but hers."""
    secret = give_app(school.thu)
    own = signs_in(Client(), "thu", secret)
    own.post("/sign-out/")
    thief = stranger()
    for _number in range(6):
        types_password(thief, "thu")
        last = types_code(thief, "000000")
    assert last.status_code == 429
    types_password(own, "thu")
    assert types_code(own, "000000").status_code == 422


def test_what_was_typed_for_a_name_is_not_kept(school: School, client: Client) -> None:
    """People type their password into the wrong field; and kept words stay out of any log."""
    types_password(client, "my secret password")
    form = {"username": "dao", "password": "x", "next": "/", "kept-text": "Em A hay khóc."}
    client.post("/sign-in/again/", form)
    kept = str(list(FailedTry.objects.values_list()))
    assert "secret" not in kept
    assert "khóc" not in kept
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM axes_accessattempt")
        assert cursor.fetchone() == (0,)


def test_names_that_exist_answer_like_names_that_do_not(school: School) -> None:
    for name in ("dao", "nobody"):
        outside = stranger(f"192.0.2.{len(name)}")
        statuses = [types_password(outside, name, f"sai {n}").status_code for n in range(11)]
        assert statuses == [200] * 10 + [429]


@pytest.mark.parametrize(
    ("proxies", "said", "address"),
    [
        (0, "198.51.100.1", "10.0.0.1"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        (2, "1.1.1.1, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (2, "198.51.100.1", "10.0.0.1"),
        (1, "nonsense", None),
    ],
)
def test_only_our_own_proxies_say_who_it_was(
    school: School, settings: LazySettings, proxies: int, said: str, address: str | None
) -> None:
    settings.SOKY_PROXIES = proxies
    outside = Client(REMOTE_ADDR="10.0.0.1")
    types_password(outside, "dao", "sai", headers={"X-Forwarded-For": said})
    assert FailedTry.objects.get().address == address


def test_many_at_once_are_counted_one_by_one(real_commits: None) -> None:
    Staff.objects.create_user("khoi", "mat-khau", "Trần Minh Khôi", address="thầy")

    def guess(number: int) -> int:
        try:
            return int(types_password(stranger(), "khoi", f"sai {number}").status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(guess, range(24)))
    assert answers.count(200) <= 10
    assert set(answers) == {200, 429}


def test_signing_in_tells_the_device(school: School) -> None:
    signs_in(Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/130.0"}), "dao")
    row = SignedIn.objects.get()
    assert row.device
    assert row.staff == school.dao
