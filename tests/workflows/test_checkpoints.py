"""Signed marks outside the database show what a careful forger of the whole chain has done."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command

from tests.workflows.books import behind_the_door, verified
from workflows import chain, checkpoints, trail
from workflows.models import Event

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("home")]


def rewrite_from(sequence: int) -> None:
    """The careful forger: changes an event and computes every hash after it anew."""
    rows = list(Event.objects.filter(sequence__gte=sequence).order_by("sequence"))
    previous = rows[0].previous
    for row in rows:
        body = row.body.replace('"send_back"', '"review"')
        digest = chain.digest(row.sequence, previous, row.version, body)
        behind_the_door(
            "UPDATE workflows_event SET body = %s, previous = %s, hash = %s WHERE id = %s",
            body,
            previous,
            digest,
            row.pk,
        )
        previous = digest
    behind_the_door("UPDATE workflows_event SET kind = 'review' WHERE kind = 'send_back'")


def taken(**options: Any) -> Path:
    return checkpoints.take(**options)[1][0]


def broken(*against: Path) -> tuple[int, str]:
    """Which event is told to be wrong, and how; the command says no, too."""
    found = checkpoints.first_break(against)
    assert found is not None
    status, words = verified(*against)
    assert status == 1
    assert str(found) in words
    return found.sequence, found.code


def test_t14_a_cut_tail_is_shown_by_a_checkpoint_and_the_missing_event_is_named(
    some_minutes: None,
) -> None:
    taken()
    behind_the_door("UPDATE workflows_notice SET event_id = NULL")
    behind_the_door("DELETE FROM workflows_event WHERE sequence > 5")
    assert trail.first_break() is None, "the chain alone does not see it"
    assert broken() == (6, "missing")


def test_t14_a_chain_rewritten_with_care_is_shown_by_a_checkpoint(some_minutes: None) -> None:
    taken()
    rewrite_from(5)
    assert trail.first_break() is None, "the chain alone does not see it"
    assert broken() == (7, "rewritten")


def test_t14_a_second_checkpoint_taken_after_the_rewriting_hides_nothing(
    some_minutes: None, home: Path, monday: Any
) -> None:
    elsewhere = home / "usb"
    checkpoints.take([elsewhere])
    rewrite_from(5)
    monday.shift(60)
    taken()
    assert broken() == (7, "rewritten")
    for path in checkpoints.folder().iterdir():
        path.unlink()
    monday.shift(60)
    taken()
    assert checkpoints.first_break() is None, "whoever owns the whole machine can rewrite all of it"
    assert verified()[0] == 1, "only the records are not yet as the new events say"
    assert broken(*elsewhere.iterdir()) == (7, "rewritten")


@pytest.mark.parametrize("what", ["sequence", "hash", "at", "signature", "events", "origin"])
def test_t14_a_forged_checkpoint_is_refused(some_minutes: None, what: str) -> None:
    path = taken()
    point = json.loads(path.read_text())
    forged: dict[str, Any] = {"sequence": 3, "hash": "0" * 64, "signature": "00" * 64}
    path.write_text(json.dumps(point | {what: forged.get(what, "forged")}))
    assert broken()[1] == "not_ours"


def test_t14_a_checkpoint_signed_by_somebody_else_is_refused(
    some_minutes: None, home: Path, settings: LazySettings
) -> None:
    ours = settings.SOKY_KEYS
    settings.SOKY_KEYS = home / "somebody-elses-keys"
    taken()
    settings.SOKY_KEYS = ours
    assert broken()[1] == "not_ours"


def test_the_command_writes_a_checkpoint_to_every_place_named(
    some_minutes: None, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = [home / "usb", home / "email"]
    call_command("checkpoint_trail", to=places)
    words = capsys.readouterr().out
    for place in [checkpoints.folder(), *places]:
        [path] = place.iterdir()
        assert str(path) in words
        assert json.loads(path.read_text())["sequence"] == 7
