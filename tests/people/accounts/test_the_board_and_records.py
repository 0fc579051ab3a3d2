"""Clause 8.2: the board keeps accounts and structure. It touches no record and no result, and reads none."""

from datetime import date
from itertools import chain
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from people.models import Assignment, Duty, ProtectedFacts, Pupil, Staff
from tests.people.attendance.days import call
from tests.school import School
from tests.workflows.test_strangers import ROOMS, SECRET, body, records, walk
from workflows.models import Approval, Event

__all__ = ["records"]

# What the board is there for; told to the trail, and no record.
_OWN = {"Registration", "SigningKey", "KeptPicture"}
# What is written about pupils by those who teach and lead.
_RESULTS = {
    "Absence",
    "LateCorrection",
    "Measurement",
    "MonthClosing",
    "ProtectedFacts",
    "RollCall",
    "YearOutcome",
}
_RECORDS = {"documents", "workflows", "viewflow", "tests"}


def all_records() -> dict[str, list[Any]]:
    """Every row of every record, its desks, its signatures and its story; and of every result."""
    rows = {
        model._meta.label: sorted(model._base_manager.values_list(), key=str)
        for model in apps.get_models(include_auto_created=True)
        if (model.__name__ in _RESULTS or model.__module__.partition(".")[0] in _RECORDS)
        and model.__name__ not in _OWN | {"Event", "Notice"}
    }
    told = Event.objects.filter(approval__isnull=False).order_by("sequence")
    return {**rows, "events": list(told.values_list())}


def results_of(school: School) -> None:
    """A pupil with an absence and protected facts."""
    child = Pupil.objects.earliest("pk")
    call(school.class_3a, date(2026, 11, 23), {child: "K"}, school.dao)
    ProtectedFacts.objects.get_or_create(pupil=child, defaults={"health": SECRET})


@pytest.fixture
def bo(school: School) -> Client:
    """Bộ is of the records board, and holds no other duty."""
    staff = Staff.objects.create_user("bo", "mat-khau", "Lý Văn Bộ", address="thầy")
    Assignment.objects.create(staff=staff, duty=Duty.RECORDS_BOARD, starts_on=date(2026, 9, 1))
    client = Client(raise_request_exception=False)  # the signed file of this walk is none
    client.force_login(staff)
    return client


def test_the_board_walks_through_every_door_and_changes_no_record(
    school: School, records: list[Approval], bo: Client
) -> None:
    results_of(school)
    before = all_records()
    assert len(before) > 20
    foreign = [str(one.public_id) for one in records]
    read = 0
    walks = (walk(bo, records, room) for room in ROOMS)
    for asked, response, _names_a_record in chain.from_iterable(walks):
        if any(number in asked for number in foreign):
            read += 1
            assert response.status_code in {403, 404, 405}, asked
            assert SECRET not in body(response), asked
    assert read > 100
    assert all_records() == before


def test_the_board_signs_nothing_even_with_a_key(
    school: School, records: list[Approval], bo: Client
) -> None:
    for approval in records:
        for step in ("review", "sign", "lock", "issue", "send_back", "unlock"):
            address = f"/records/{approval.public_id}/steps/{step}/"
            assert bo.post(address, {"pin": "274916"}).status_code in {403, 404, 405}
