"""What a session is worth to who steals the database, or sits down at a PC that was left alone."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from people.accounts.hashed_sessions import SessionStore, stored
from people.models import SignedIn
from tests.people.accounts.person import PASSWORD, give_app, is_in, signs_in
from tests.school import School

pytestmark = pytest.mark.both_databases


def test_a_row_of_the_database_signs_nobody_in(school: School) -> None:
    client = signs_in(Client(), "dao")
    own_key = client.cookies["sessionid"].value
    (row,) = Session.objects.all()
    assert own_key not in row.session_key + row.session_data
    for key in (row.session_key, SignedIn.objects.get().key_hash[:40], stored(row.session_key)):
        thief = Client()
        thief.cookies["sessionid"] = key
        assert not is_in(thief)
    assert is_in(client)


def test_a_session_is_made_kept_changed_and_deleted(db: None) -> None:
    session = SessionStore()
    session["word"] = "mèo"
    session.save()
    key = session.session_key
    again = SessionStore(key)
    assert again["word"] == "mèo"
    again["word"] = "chó"
    again.save()
    assert SessionStore(key)["word"] == "chó"
    assert (again.exists(key), again.exists("khac")) == (True, False)
    again.cycle_key()
    assert SessionStore(key).load() == {}
    assert SessionStore(again.session_key)["word"] == "chó"
    again.flush()
    assert not Session.objects.exists()


def later(minutes: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=True)


def test_a_pc_left_alone_asks_again_and_keeps_the_words(school: School) -> None:
    client = signs_in(Client(), "dao")
    with later(29):
        assert is_in(client)
    with later(29 + 29):
        assert is_in(client), "it was in use half an hour ago"
    with later(29 + 29 + 31):
        answer = client.post("/lesson-plans/new/", {"title": "Con mèo"})
        assert answer.status_code == 401
        assert "Con mèo" in answer.content.decode()
        assert not is_in(client)
    assert SignedIn.objects.get().ended_at


def test_with_a_second_factor_the_day_goes_on(school: School) -> None:
    client = signs_in(Client(), "dao", give_app(school.dao))
    with later(11 * 60):
        assert is_in(client)
    with later(13 * 60):
        assert not is_in(client)


def test_the_school_may_choose_otherwise(school: School, settings) -> None:
    client = signs_in(Client(), "dao")
    settings.SOKY_IDLE_MINUTES = 0
    with later(11 * 60):
        assert is_in(client)
    settings.SOKY_IDLE_MINUTES = 5
    with later(11 * 60 + 6):
        assert not is_in(client)
    assert PASSWORD not in str(SignedIn.objects.values_list())
