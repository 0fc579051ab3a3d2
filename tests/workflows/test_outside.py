"""Checkpoints are taken by themselves and copied outside this machine; who audits is told how old."""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db.transaction import atomic
from django.urls import reverse

from tests.school import School
from tests.workflows.books import verified
from tests.workflows.test_checkpoints import rewrite_from
from workflows import checkpoints, outside
from workflows.models import Event
from workflows.outside import Shortcoming
from workflows.set_up import checkpoints_outside
from workflows.trail import Entry, append

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def stick(home: Path, settings: LazySettings) -> Path:
    settings.SOKY_HOME.mkdir(parents=True)
    settings.SOKY_CHECKPOINTS_OUTSIDE = home / "stick"
    settings.SOKY_CHECKPOINTS_OUTSIDE.mkdir()
    return settings.SOKY_CHECKPOINTS_OUTSIDE


def sequences(folder: Path) -> list[int]:
    return [json.loads(path.read_text())["sequence"] for path in outside.files_in(folder)]


def test_one_a_day_is_taken_and_copied(some_minutes: None, stick: Path, monday: Any) -> None:
    checkpoints.take_where_due()
    checkpoints.take_where_due()
    assert sequences(checkpoints.folder()) == sequences(stick) == [7]
    monday.shift(timedelta(days=1))
    checkpoints.take_where_due()
    assert sequences(checkpoints.folder()) == sequences(stick) == [7, 7]


def test_another_is_taken_after_many_events(
    some_minutes: None, stick: Path, school: School
) -> None:
    checkpoints.take_where_due()
    with atomic():
        append([Entry("open", school.dao.pk)] * (checkpoints.EVENTS - 1))
    checkpoints.take_where_due()
    assert sequences(stick) == [7]
    with atomic():
        append([Entry("open", school.dao.pk)])
    checkpoints.take_where_due()
    assert sequences(stick) == [7, 7 + checkpoints.EVENTS]


def test_of_an_empty_trail_there_is_none(school: School, stick: Path) -> None:
    assert not Event.objects.exists()
    checkpoints.take_where_due()
    assert not checkpoints.folder().exists()


def test_what_was_missed_while_the_place_was_away_arrives_later(
    some_minutes: None, stick: Path, monday: Any
) -> None:
    stick.rmdir()
    for _day in range(3):
        with pytest.raises(OSError, match="stick"):
            checkpoints.take_where_due()
        monday.shift(timedelta(days=1))
    assert not stick.exists(), "where nothing is mounted no folder is made"
    stick.mkdir()
    checkpoints.take_where_due()
    assert sequences(stick) == [7] * 4


def test_a_file_that_came_from_the_future_is_not_the_last(
    some_minutes: None, stick: Path, monday: Any
) -> None:
    """As after a restored database: the checkpoints know of events that it has not."""
    checkpoints.folder().mkdir(parents=True)
    (checkpoints.folder() / "000000000099-2026-11-20T010101.json").write_text("{}")
    for _round in range(3):
        checkpoints.take_where_due()
        monday.shift(60)
    assert len(outside.files_in(stick)) == 2


def test_the_place_outside_is_compared_where_our_own_folder_was_emptied(
    some_minutes: None, stick: Path
) -> None:
    """Whoever owns this machine rewrites the trail and signs it anew: the place outside contradicts."""
    checkpoints.take_where_due()
    rewrite_from(5)
    for path in checkpoints.folder().iterdir():
        path.unlink()
    checkpoints.take()
    assert " 7:" in verified()[1]


@pytest.mark.parametrize("text", ["", "[]", '{"sequence": ', '{"sequence": 7}', "\0"])
def test_half_a_checkpoint_is_named(some_minutes: None, stick: Path, text: str) -> None:
    (stick / "000000000007-2026-11-23T010101.json").write_text(text)
    status, words = verified()
    assert status == 1
    assert "000000000007-2026-11-23T010101.json" in words


def test_without_a_place_that_is_said_and_stays_to_be_done(
    some_minutes: None, settings: LazySettings
) -> None:
    settings.SOKY_CHECKPOINTS_OUTSIDE = None
    assert outside.look().problems == (Shortcoming.NOT_NAMED,)
    assert not checkpoints_outside().is_done
    assert str(Shortcoming.NOT_NAMED.label) in verified()[1]


@pytest.mark.parametrize(("days", "old"), [(0, []), (3, []), (7, []), (8, [Shortcoming.OLD])])
def test_its_age_is_told_and_after_a_week_is_a_warning(
    some_minutes: None, stick: Path, monday: Any, days: int, old: list[Shortcoming]
) -> None:
    checkpoints.take_where_due()
    monday.shift(timedelta(days=days, minutes=1))
    standing = outside.look()
    assert [each for each in standing.problems if each != Shortcoming.SAME_DISK] == old
    assert not days or str(days) in standing.age
    assert standing.age in verified()[1]
    assert verified()[0] == 0


def test_an_empty_place_on_our_own_disk_is_not_outside(stick: Path) -> None:
    assert outside.look().problems == (Shortcoming.SAME_DISK, Shortcoming.EMPTY)


def test_a_place_that_may_not_be_written_to(
    some_minutes: None, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told by the system; root, who may run the tests, may write everywhere."""
    checkpoints.take_where_due()
    monkeypatch.setattr("os.access", lambda *_asked: False)
    assert Shortcoming.NOT_WRITABLE in outside.look().problems


def test_a_place_that_is_away(stick: Path) -> None:
    stick.rmdir()
    assert outside.look().problems == (Shortcoming.UNREACHABLE,)
    assert outside.checkpoints() == []


def test_a_share_that_never_answers_holds_nobody(
    stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe that nobody writes to: who opens it for reading waits for ever."""
    os.mkfifo(stick / "000000000007-2026-11-23T010101.json")
    monkeypatch.setattr(outside, "SECONDS", 0.2)
    assert outside.checkpoints() == []


def test_the_command_brings_it_outside_too(some_minutes: None, stick: Path) -> None:
    call_command("checkpoint_trail")
    assert sequences(stick) == [7]


def test_the_auditor_reads_it_on_the_page(
    some_minutes: None, stick: Path, school: School, client: Any, monday: Any
) -> None:
    checkpoints.take_where_due()
    monday.shift(timedelta(days=3, minutes=1))
    client.force_login(school.thu)
    page = client.get(reverse("audit"))
    assert page.context["outside"].newest is not None
    assert page.context["outside"].age in page.content.decode()
    monday.shift(timedelta(days=7))
    client.force_login(school.thu)
    page = client.get(reverse("audit"))
    assert Shortcoming.OLD in page.context["outside"].problems
    assert str(Shortcoming.OLD.label) in page.content.decode()
