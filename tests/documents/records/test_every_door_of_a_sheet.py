"""Every way in refuses on a sheet that is confirmed, foreign or closed, and leaves everything as it was."""

import contextlib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client

from documents.assessment.models import CellChange, ChangeSet, PupilResults
from documents.records.score_sheet.models import ScoreSheet
from people.models import Pupil, Staff
from people.refusals import Refusal
from tests.documents.records.plans import sign
from tests.documents.records.sheets import (
    fill,
    open_period,
    pupils_of_3a,
    rows_url,
    sheet_of,
    typed,
)
from tests.school import School
from workflows.models import Submission
from workflows.states import Step

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
Door = Callable[[Client, ScoreSheet, Pupil, Staff], Any]


def part(sheet: ScoreSheet, name: str) -> str:
    return sheet.get_edit_url().removesuffix("edit/") + name


def page(client: Client, sheet: ScoreSheet, child: Pupil, by: Staff) -> Any:
    sent = {f"v{child.pk}": "1", f"c{child.pk}-mark": "1"}
    return client.post(sheet.get_edit_url(), sent)


def row(client: Client, sheet: ScoreSheet, child: Pupil, by: Staff) -> Any:
    return client.post(rows_url(sheet), {f"v{child.pk}": "1", f"c{child.pk}-mark": "1"})


def filling(client: Client, sheet: ScoreSheet, child: Pupil, by: Staff) -> Any:
    return client.post(part(sheet, "fill/"), {"column": "comment", "value": "x"})


def suggesting(client: Client, sheet: ScoreSheet, child: Pupil, by: Staff) -> Any:
    return client.post(part(sheet, "suggest/"), {"column": "comment"})


def undoing(client: Client, sheet: ScoreSheet, child: Pupil, by: Staff) -> Any:
    last = ChangeSet.objects.filter(approval=sheet.pk).latest("number")
    return client.post(part(sheet, "undo/"), {"number": last.number})


def pasting(client: Client, sheet: ScoreSheet, child: Pupil, by: Staff) -> Any:
    return client.post(part(sheet, "paste/"), {"text": f"Họ và tên\tĐiểm\n{child.full_name}\t1"})


def entering(client: Client, sheet: ScoreSheet, child: Pupil, by: Staff) -> Any:
    """As a command or a shell would, past every page."""
    with contextlib.suppress(Refusal):
        return typed(sheet, by, {child: {"mark": "1"}})


DOORS: list[Door] = [page, row, filling, suggesting, undoing, pasting, entering]
Facts = tuple[list[Any], int, int, int]


def facts(sheet: ScoreSheet) -> Facts:
    rows = PupilResults.objects.filter(approval=sheet.pk).order_by("pk")
    return (
        list(rows.values_list("pupil", "values", "version")),
        ChangeSet.objects.count(),
        CellChange.objects.count(),
        Submission.objects.count(),
    )


@pytest.fixture
def pupils(school: School) -> list[Pupil]:
    return pupils_of_3a(school)


@pytest.fixture
def sheet(signing_school: School, pupils: list[Pupil]) -> ScoreSheet:
    school = signing_school
    period = open_period(school, closes_on=date(2026, 12, 31))
    sheet = sheet_of(school, period, school.nam, school.toan, group=school.group)
    fill(sheet, school.nam)
    return sheet


def tried(door: Door, sheet: ScoreSheet, child: Pupil, by: Staff, at_screen: Any) -> None:
    """The answer is a sentence or a 404, never an error page; and nothing has changed."""
    before = facts(sheet)
    answer = door(at_screen(by), sheet, child, by)
    status = getattr(answer, "status_code", 200)
    assert status < 500
    assert facts(sheet) == before


@pytest.mark.parametrize("door", [page, row, undoing, entering], ids=lambda door: door.__name__)
def test_its_own_teacher_comes_in_while_it_is_open(
    signing_school: School, sheet: ScoreSheet, pupils: list[Pupil], at_screen: Any, door: Door
) -> None:
    """So that the others prove something."""
    before = facts(sheet)
    door(at_screen(signing_school.nam), sheet, pupils[0], signing_school.nam)
    assert facts(sheet) != before


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_confirmed_sheet_is_closed_to_its_own_teacher(
    signing_school: School, sheet: ScoreSheet, pupils: list[Pupil], at_screen: Any, door: Door
) -> None:
    sign(Step.SUBMIT, sheet.approval, signing_school.nam)
    tried(door, sheet, pupils[0], signing_school.nam, at_screen)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
@pytest.mark.parametrize("who", ["dao", "hoa", "minh", "thu", "van", "phuc"])
def test_a_sheet_is_closed_to_everybody_else_the_board_included(
    signing_school: School,
    sheet: ScoreSheet,
    pupils: list[Pupil],
    at_screen: Any,
    door: Door,
    who: str,
) -> None:
    tried(door, sheet, pupils[0], getattr(signing_school, who), at_screen)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_closed_window_holds_at_every_door(
    signing_school: School, sheet: ScoreSheet, pupils: list[Pupil], at_screen: Any, door: Door
) -> None:
    client = at_screen(signing_school.nam)
    with time_machine.travel("2027-01-01T00:30:00+07:00"):
        tried(door, sheet, pupils[0], signing_school.nam, lambda _who: client)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_locked_year_holds_at_every_door(
    signing_school: School, sheet: ScoreSheet, pupils: list[Pupil], at_screen: Any, door: Door
) -> None:
    signing_school.year.state = "locked"
    signing_school.year.save()
    tried(door, sheet, pupils[0], signing_school.nam, at_screen)


def test_the_database_itself_refuses_rows_of_a_confirmed_sheet(
    signing_school: School, sheet: ScoreSheet, pupils: list[Pupil]
) -> None:
    sign(Step.SUBMIT, sheet.approval, signing_school.nam)
    row = PupilResults.objects.filter(approval=sheet.pk).earliest("pk")
    ways: list[Callable[[], object]] = [
        row.save,
        row.delete,
        lambda: PupilResults.objects.filter(pk=row.pk).update(version=9),
        lambda: PupilResults.objects.bulk_update([row], ["values"]),
    ]
    row.values = {"mark": 1}
    for way in ways:
        with pytest.raises(DatabaseError), transaction.atomic():
            way()
