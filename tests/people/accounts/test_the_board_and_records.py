"""Clause 8.2: the board keeps accounts and structure. It touches no record and no result.

It reads none either, but where it stands in for a clerk who is missing: those of types that are sealed.
"""

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from people.models import Assignment, Duty, Staff
from tests.school import School
from tests.workflows.test_strangers import SECRET, body, records, walk
from workflows.models import Approval, Event

__all__ = ["records"]

# What the board is there for; told to the trail, and no record.
_OWN = {"Registration", "SigningKey", "KeptPicture"}


def all_records() -> dict[str, list[Any]]:
    """Every row of every record, its desks, its signatures and its story."""
    rows = {
        model._meta.label: sorted(model._base_manager.values_list(), key=str)
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.partition(".")[0] in {"documents", "workflows", "viewflow", "tests"}
        and model.__name__ not in _OWN | {"Event", "Notice"}
    }
    told = Event.objects.filter(approval__isnull=False).order_by("sequence")
    return {**rows, "events": list(told.values_list())}


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
    before = all_records()
    assert len(before) > 15
    foreign = [str(one.public_id) for one in records if one.type.name != "minutes"]
    read = 0
    for asked, response, _names_a_record in walk(bo, records):
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
