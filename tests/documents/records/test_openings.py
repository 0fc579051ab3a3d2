"""A confirmed sheet is opened on request: some cells, until a day; then it falls shut by itself."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from documents import archive
from documents.assessment import changes
from documents.assessment.models import ChangeSet, PupilResults
from documents.checking.verdicts import Outcome
from documents.models import SignedFile
from documents.records.score_sheet.models import ScoreSheet
from people import errands
from people.models import Assignment, Duty, Pupil, Staff
from people.powers import Powers
from tests.documents.checking.test_verify_page import upload
from tests.documents.records.plans import sign
from tests.documents.records.sheets import (
    ask_for,
    fill,
    grant,
    open_period,
    open_sheet,
    pupils_of_3a,
    sheet_of,
    typed,
    values_of,
)
from tests.refused import refused
from tests.school import School
from workflows import consistency, flows, opening_ends, opening_requests, openings, trail
from workflows.erasure import erase
from workflows.models import Approval, Event, Notice, Opening
from workflows.permissions import roster_of
from workflows.states import State, Step

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def pupils(school: School) -> list[Pupil]:
    return pupils_of_3a(school)


@pytest.fixture
def sheet(signing_school: School, pupils: list[Pupil]) -> ScoreSheet:
    """Confirmed: Nam's, Toán of 3A."""
    school = signing_school
    group = school.dao.group
    sheet = sheet_of(school, open_period(school), school.nam, school.toan, group=group)
    fill(sheet, school.nam)
    sign(Step.SUBMIT, sheet.approval, school.nam)
    return sheet


@pytest.fixture
def cell(pupils: list[Pupil]) -> str:
    return f"{pupils[0].pk}-mark"


def state_of(sheet: ScoreSheet) -> tuple[str, int, int]:
    now = Approval.objects.get(pk=sheet.pk)
    return now.state, now.revision, now.round


def outcome_of(sheet: ScoreSheet, client: Client) -> Outcome:
    """Of the first file that was signed, as the public page tells it."""
    first = SignedFile.objects.filter(approval=sheet.pk).order_by("event")[0]
    answer = upload(client, archive.read(first.sha256))
    outcome: Outcome = answer.context["report"].meaning.outcome
    return outcome


def test_nobody_unlocks_it_without_a_request(
    signing_school: School, sheet: ScoreSheet, cell: str
) -> None:
    school = signing_school
    with refused("opened_on_request"):
        sign(Step.UNLOCK, sheet.approval, school.minh, note="Nhập nhầm.")
    for stranger in (school.dao, school.hoa, school.van, school.thu, school.phuc):
        with refused("not_yours"):
            ask_for(sheet, stranger, cell)
    with refused("no_cells"):
        ask_for(sheet, school.nam)
    with refused("no_cells"):
        ask_for(sheet, school.nam, "999999-mark", "1-name")
    with refused("say_why"):
        ask_for(sheet, school.nam, cell, why="  ")
    assert not Opening.objects.exists()


def test_who_asked_decides_nothing_and_each_request_is_decided_once(
    signing_school: School, sheet: ScoreSheet, cell: str
) -> None:
    school = signing_school
    opening = ask_for(sheet, school.nam, cell)
    with refused("opening_asked_already"):
        ask_for(sheet, school.nam, cell)
    with pytest.raises(IntegrityError), transaction.atomic():
        Opening.objects.create(approval=sheet.approval, revision=1, round=1, asked_by=school.nam)
    for other in (school.nam, school.dao, school.hoa, school.van, school.phuc, school.thu):
        with refused("not_yours"):
            grant(opening, other)
        with refused("not_yours"):
            opening_requests.refuse(opening, "Không.", by=other)
    with refused("say_why"):
        opening_requests.refuse(opening, "", by=school.minh)
    with refused("not_yours"):
        opening_requests.withdraw(opening, by=school.minh)
    for days in (-1, 0, 16):
        with refused("bad_end"):
            grant(opening, school.minh, days=days)
    grant(opening, school.minh)
    with refused("not_in_this_state"):
        grant(opening, school.minh)
    with refused("changed_meanwhile"):
        opening_requests.refuse(opening, "Không.", by=school.minh)
    with refused("changed_meanwhile"):
        opening_requests.withdraw(opening, by=school.nam)


def test_only_the_cells_named_are_open_and_what_changed_is_told_old_and_new(
    signing_school: School, sheet: ScoreSheet, pupils: list[Pupil], cell: str
) -> None:
    school = signing_school
    opening = open_sheet(sheet, school.nam, school.minh, cell)
    assert state_of(sheet) == (State.DRAFT, 2, 1)
    with refused("opened_and_unchanged"):
        sign(Step.SUBMIT, sheet.approval, school.nam)
    answers = typed(
        sheet, school.nam, {pupils[0]: {"mark": "10", "level": "C"}, pupils[1]: {"mark": "1"}}
    )
    codes = {
        (pupil, name): answer.code
        for pupil, row in answers.items()
        for name, answer in row.cells.items()
    }
    first, second = pupils[0].pk, pupils[1].pk
    assert codes == {
        (first, "mark"): "",
        (first, "level"): "outside_opening",
        (second, "mark"): "outside_opening",
    }
    sign(Step.SUBMIT, sheet.approval, school.nam)
    assert state_of(sheet) == (State.CONFIRMED, 2, 1)
    opening.refresh_from_db()
    [changed] = openings.cells_opened(opening)
    assert opening.outcome == Opening.Outcome.CONFIRMED
    assert (changed.before.text, changed.after and changed.after.text) == ("9", "10")
    told = set(Notice.objects.filter(event=None).values_list("recipient", flat=True))
    assert school.minh.pk in told
    assert consistency.all_contradictions() == []


def test_a_change_past_every_page_is_not_confirmed(
    signing_school: School, sheet: ScoreSheet, pupils: list[Pupil], cell: str
) -> None:
    """The database lets a draft be written; the door compares with what was signed."""
    school = signing_school
    open_sheet(sheet, school.nam, school.minh, cell)
    typed(sheet, school.nam, {pupils[0]: {"mark": "10"}})
    row = PupilResults.objects.get(approval=sheet.pk, pupil=pupils[1])
    row.values["mark"] = 1
    row.save()
    with refused("outside_opening"):
        sign(Step.SUBMIT, ScoreSheet.objects.get(pk=sheet.pk).approval, school.nam)


def test_at_its_end_everything_is_as_it_was_without_any_worker(
    signing_school: School, sheet: ScoreSheet, pupils: list[Pupil], cell: str, client: Client
) -> None:
    school, before = signing_school, values_of(sheet)
    was = Approval.objects.get(pk=sheet.pk)
    open_sheet(sheet, school.nam, school.minh, cell)
    typed(sheet, school.nam, {pupils[0]: {"mark": "10"}})
    assert outcome_of(sheet, client) == Outcome.BEING_CORRECTED
    with time_machine.travel(timezone.now() + timedelta(days=2, minutes=1)):
        with refused("opening_ended"):
            typed(sheet, school.nam, {pupils[0]: {"mark": "7"}})
        with refused("opening_ended"):
            sign(Step.SUBMIT, sheet.approval, school.nam)
        assert outcome_of(sheet, client) == Outcome.CURRENT
        now = Approval.objects.get(pk=sheet.pk)
        same = ("state", "revision", "round", "fingerprint", "title", "author_id", "process_id")
        assert [getattr(now, name) for name in same] == [getattr(was, name) for name in same]
        assert values_of(sheet) == before
        assert flows.open_tasks([now]) == {}
        assert consistency.all_contradictions() == []
        assert trail.first_break() is None
        assert changes.first_break(sheet.pk) is None
        given_back = ChangeSet.objects.get(approval=sheet.pk, means=ChangeSet.Means.LAPSED)
        assert given_back.by is None
        # It can be opened once more, and be confirmed then.
        open_sheet(sheet, school.nam, school.minh, cell)
        typed(sheet, school.nam, {pupils[0]: {"mark": "8"}})
        sign(Step.SUBMIT, sheet.approval, school.nam)
        assert state_of(sheet) == (State.CONFIRMED, 2, 1)
        assert consistency.all_contradictions() == []


def test_whoever_looks_first_finds_it_shut(
    signing_school: School, sheet: ScoreSheet, pupils: list[Pupil], cell: str, at_screen: Any
) -> None:
    school = signing_school
    open_sheet(sheet, school.nam, school.minh, cell)
    typed(sheet, school.nam, {pupils[0]: {"mark": "10"}})
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        page = at_screen(school.dao).get(sheet.approval.get_absolute_url())
        assert page.context["approval"].state == State.CONFIRMED
    assert Opening.objects.get().outcome == Opening.Outcome.LAPSED
    [lapse] = Event.objects.filter(kind="lapse")
    assert (lapse.by, lapse.revision) == (None, 2)
    assert not opening_ends.fall_shut(Opening.objects.get())


def test_who_needs_it_no_more_ends_it(signing_school: School, sheet: ScoreSheet, cell: str) -> None:
    school = signing_school
    opening = open_sheet(sheet, school.nam, school.minh, cell)
    for other in (school.dao, school.minh, school.thu):
        with refused("not_yours"):
            opening_ends.fall_shut(opening, by=other)
    assert opening_ends.fall_shut(opening, by=school.nam)
    assert state_of(sheet) == (State.CONFIRMED, 1, 1)


def test_a_closed_window_does_not_hinder_an_opening_and_a_locked_year_does(
    signing_school: School, sheet: ScoreSheet, pupils: list[Pupil], cell: str
) -> None:
    school = signing_school
    with time_machine.travel("2027-02-01T09:00:00+07:00"):
        open_sheet(sheet, school.nam, school.minh, cell)
        typed(sheet, school.nam, {pupils[0]: {"mark": "10"}})
        sign(Step.SUBMIT, sheet.approval, school.nam)
        opening = ask_for(sheet, school.nam, cell)
        school.year.state = "locked"
        school.year.save()
        with refused("year_closed_to_records"):
            grant(opening, school.minh)
        opening_requests.withdraw(opening, by=school.nam)
        with refused("year_closed_to_records"):
            ask_for(sheet, school.nam, cell)


def test_the_successor_asks_and_nobody_decides_over_an_own_sheet(
    signing_school: School, sheet: ScoreSheet, cell: str
) -> None:
    school = signing_school
    rows = Assignment.objects.filter(staff=school.nam, duty=Duty.SUBJECT_TEACHER)
    rows.update(staff=school.minh)
    with refused("not_yours"):
        ask_for(sheet, school.nam, cell)
    opening = ask_for(sheet, school.minh, cell)
    with refused("not_yours"):
        grant(opening, school.minh)
    assert awaits() == {school.ngoc.pk}
    Assignment.objects.filter(staff=school.ngoc).update(ends_on=school.year.starts_on)
    assert awaits() == {school.thu.pk}
    grant(opening, school.thu)


def awaits() -> set[int]:
    """Who finds a request among the things to do."""
    return {
        person.pk
        for person in Staff.objects.all()
        if any("/openings/" in each.url for each in errands.errands_of(Powers(person)))
    }


def test_the_things_to_do_and_the_rule_agree(
    signing_school: School, sheet: ScoreSheet, cell: str
) -> None:
    school = signing_school
    assert awaits() == set()
    opening = ask_for(sheet, school.nam, cell)
    roster = roster_of()
    deciders = {
        person.pk
        for person in Staff.objects.all()
        if opening_requests.may_decide(opening, person, roster)
    }
    assert awaits() == deciders == {school.minh.pk, school.ngoc.pk}
    told = Notice.objects.filter(sentence__contains=sheet.approval.title, event=None)
    assert set(told.values_list("recipient", flat=True)) == deciders
    Assignment.objects.filter(duty=Duty.VICE_PRINCIPAL).update(ends_on=school.year.starts_on)
    assert awaits() == {school.thu.pk}
    opening_requests.refuse(opening, "Không cần.", by=school.thu)
    assert awaits() == set()


def test_the_pages_of_an_opening(
    signing_school: School, sheet: ScoreSheet, pupils: list[Pupil], cell: str, at_screen: Any
) -> None:
    """Asked for on a page, decided in three presses: the errand, the button, done."""
    school, url = signing_school, f"/records/{sheet.approval.public_id}/opening/"
    nam, minh = at_screen(school.nam), at_screen(school.minh)
    for other in (school.dao, school.hoa, school.minh, school.thu, school.van):
        assert at_screen(other).get(url).status_code == 404
    assert f'value="c{cell}"' in nam.get(url).content.decode()
    wrong = nam.post(url, {"reason": "Nhập nhầm."})
    assert wrong.status_code == 422
    asked = nam.post(url, {"reason": "Nhập nhầm.", "scope": [f"c{cell}"]})
    opening = Opening.objects.get()
    assert asked.url == opening.get_absolute_url()
    for reader in (school.dao, school.hoa, school.thu):
        page = at_screen(reader).get(asked.url)
        assert (page.status_code, page.context["may_decide"]) == (200, False)
    for stranger in (school.van, school.phuc):
        assert at_screen(stranger).get(asked.url).status_code == 404
        assert at_screen(stranger).post(f"{asked.url}grant/").status_code == 404
    assert asked.url in minh.get("/").content.decode()
    page = minh.get(asked.url)
    assert page.context["may_decide"]
    for day in ("", "hôm nay", "2026-99-99", "2020-01-01"):
        assert minh.post(f"{asked.url}grant/", {"ends_on": day}).status_code == 422
    day = page.context["usual_day"]
    assert minh.post(f"{asked.url}grant/", {"ends_on": day}).status_code == 302
    form = nam.get(sheet.get_edit_url()).content.decode()
    assert form.count(" readonly") == 3 * 3 - 1
    typed(sheet, school.nam, {pupils[0]: {"mark": "10"}})
    assert "9 → <b>10</b>" in nam.get(asked.url).content.decode()
    assert "9 → <b>10</b>" not in minh.get(asked.url).content.decode()
    assert [row.pk for row in nam.get("/openings/").context["page"]] == [opening.pk]
    assert nam.post(f"{asked.url}end/").status_code == 302
    assert state_of(sheet) == (State.CONFIRMED, 1, 1)
    assert nam.post(f"{asked.url}nonsense/").status_code == 404


def test_an_erased_sheet_has_nothing_left_of_it(
    signing_school: School, sheet: ScoreSheet, cell: str
) -> None:
    school = signing_school
    open_sheet(sheet, school.nam, school.minh, cell)
    erase(sheet.approval, by=school.minh, reason="Theo quyết định.")
    opening = Opening.objects.get()
    assert (opening.reason, opening.scope, opening.is_granted) == ("", [], False)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        opening_ends.close_lapsed()
    assert consistency.all_contradictions() == []
