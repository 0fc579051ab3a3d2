"""Typing results: what is taken, what is not and why, who was quicker, and the story of each cell."""

from datetime import date

import pytest
import time_machine
from django.db import DatabaseError, transaction

from documents.assessment import changes, entering
from documents.assessment.changes import Author
from documents.assessment.models import CellChange, ChangeSet, PupilResults
from documents.assessment.undoing import take_back_last
from documents.records.score_sheet.models import ScoreSheet
from people.models import Assignment, Duty, Pupil
from people.movements.models import Kind
from tests.documents.records.sheets import (
    fill,
    now,
    open_period,
    pupils_of_3a,
    sheet_of,
    typed,
    values_of,
)
from tests.people.pupils_of import move, pupil
from tests.refused import refused
from tests.school import School
from workflows import triggers

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def pupils(school: School) -> list[Pupil]:
    return pupils_of_3a(school)


@pytest.fixture
def sheet(school: School, pupils: list[Pupil]) -> ScoreSheet:
    return sheet_of(school, open_period(school), school.nam, school.toan)


def test_good_cells_are_kept_and_bad_ones_say_why(
    school: School, sheet: ScoreSheet, pupils: list[Pupil]
) -> None:
    an, binh, cuc = pupils
    answers = typed(
        sheet,
        school.nam,
        {
            an: {"level": "t", "mark": "10"},
            binh: {"level": "H", "mark": "9.5", "comment": "  Cần  cẩn thận hơn. "},
            cuc: {"level": "Đ", "mark": "0"},
        },
    )
    assert values_of(sheet) == {
        "Nguyễn Thị An": {"level": "T", "mark": 10},
        "Trần Văn Bình": {"level": "H", "comment": "Cần cẩn thận hơn."},
        "Lê Thị Cúc": {"mark": 0},
    }
    cells = {pk: answer.cells for pk, answer in answers.items()}
    assert cells[binh.pk]["mark"].code == "decimal"
    assert cells[binh.pk]["mark"].text == "9.5", "what was typed stays where it was typed"
    assert cells[cuc.pk]["level"].code == "level_of_a_trait"
    assert (cells[cuc.pk]["mark"].code, cells[cuc.pk]["mark"].is_refused) == ("zero", False)
    assert not answers[an.pk].is_refused


def test_every_change_has_its_story_and_the_chain_holds(
    school: School, sheet: ScoreSheet, pupils: list[Pupil]
) -> None:
    an = pupils[0]
    for mark in ("7", "", "9"):
        typed(sheet, school.nam, {an: {"mark": mark}})
    typed(sheet, school.nam, {an: {"mark": "9"}})
    told = CellChange.objects.filter(pupil=an, cell="mark").values_list("before", "after")
    assert list(told) == [(None, 7), (7, None), (None, 9)], "what changes nothing is no change"
    assert list(ChangeSet.objects.values_list("number", "by")) == [
        (number, school.nam.pk) for number in (1, 2, 3)
    ]
    assert changes.first_break(sheet.pk) is None


@pytest.mark.parametrize(
    "altered",
    [
        lambda: CellChange.objects.filter(after=7).update(after=8),
        lambda: CellChange.objects.filter(after=7).delete(),
        lambda: ChangeSet.objects.filter(number=1).update(number=9),
    ],
    ids=["a value", "a change less", "another order"],
)
def test_the_story_is_closed_in_the_database(
    school: School, sheet: ScoreSheet, pupils: list[Pupil], altered
) -> None:
    typed(sheet, school.nam, {pupils[0]: {"mark": "7"}})
    with pytest.raises(DatabaseError), transaction.atomic():
        altered()


def test_a_story_altered_behind_the_database_breaks_the_chain(
    school: School, sheet: ScoreSheet, pupils: list[Pupil]
) -> None:
    for mark in ("7", "8", "9"):
        typed(sheet, school.nam, {pupils[0]: {"mark": mark}})
    triggers.drop()
    CellChange.objects.filter(after=8).update(after=10)
    assert changes.first_break(sheet.pk) == 2


def test_who_was_slower_sees_both_values_and_nothing_is_lost(
    school: School, sheet: ScoreSheet, pupils: list[Pupil]
) -> None:
    an = pupils[0]
    typed(sheet, school.nam, {an: {"mark": "7", "level": "H"}})
    typed(sheet, school.nam, {an: {"mark": "8"}}, seen=1)
    answers = typed(sheet, school.nam, {an: {"mark": "6", "level": "T"}}, seen=1)
    cells = answers[an.pk].cells
    assert values_of(sheet)["Nguyễn Thị An"] == {"mark": 8, "level": "T"}
    assert (cells["mark"].code, cells["mark"].text) == ("changed_meanwhile", "6")
    assert "8" in cells["mark"].sentence
    assert not cells["level"].is_refused, "another cell of the row was nobody else's"


def test_an_old_page_that_sends_what_it_showed_changes_nothing(
    school: School, sheet: ScoreSheet, pupils: list[Pupil]
) -> None:
    an = pupils[0]
    typed(sheet, school.nam, {an: {"mark": "7", "level": "H"}})
    typed(sheet, school.nam, {an: {"mark": "8"}}, seen=1)
    answers = typed(sheet, school.nam, {an: {"mark": "7", "level": "T"}}, seen=1)
    assert values_of(sheet)["Nguyễn Thị An"] == {"mark": 8, "level": "T"}
    assert not answers[an.pk].is_refused
    assert answers[an.pk].cells["mark"].text == "8"


def test_filling_writes_over_nothing(
    school: School, sheet: ScoreSheet, pupils: list[Pupil]
) -> None:
    typed(sheet, school.nam, {pupils[1]: {"level": "C"}})
    typed(
        sheet,
        school.nam,
        {each: {"level": "T"} for each in pupils},
        means=ChangeSet.Means.FILLED,
        only_empty=True,
    )
    assert [line.values["level"] for line in now(sheet)] == ["T", "C", "T"]
    assert ChangeSet.objects.latest("pk").cells.count() == 2


def test_the_last_change_is_taken_back_as_a_change_of_its_own(
    school: School, sheet: ScoreSheet, pupils: list[Pupil]
) -> None:
    an, binh, _cuc = pupils
    typed(sheet, school.nam, {an: {"mark": "7"}})
    typed(sheet, school.nam, {an: {"mark": "8"}, binh: {"mark": "5"}})
    assert take_back_last(sheet.to_enter(), Author(school.nam), 2) == ""
    assert values_of(sheet) == {"Nguyễn Thị An": {"mark": 7}}
    assert ChangeSet.objects.latest("pk").means == ChangeSet.Means.UNDONE
    with refused("changed_meanwhile"):
        take_back_last(sheet.to_enter(), Author(school.nam), 2)


def test_nobody_but_who_holds_the_post_today_types(
    school: School, sheet: ScoreSheet, pupils: list[Pupil]
) -> None:
    for other in (school.dao, school.hoa, school.minh, school.thu, school.van):
        with refused("not_yours"):
            typed(sheet, other, {pupils[0]: {"mark": "10"}})
    Assignment.objects.filter(staff=school.nam, duty=Duty.SUBJECT_TEACHER).update(
        ends_on=date(2026, 11, 22)
    )
    with refused("not_yours"):
        typed(sheet, school.nam, {pupils[0]: {"mark": "10"}})
    assert not PupilResults.objects.exists()


def test_a_substitute_types_for_who_is_absent(
    school: School, sheet: ScoreSheet, pupils: list[Pupil]
) -> None:
    school.substitution(absent=school.nam, substitute=school.phuc)
    with refused("not_yours"):
        typed(sheet, school.phuc, {pupils[0]: {"mark": "10"}})
    row = entering.TypedRow(pupils[0].pk, 0, {"mark": "10"})
    entering.enter(sheet.to_enter(), [row], Author(school.phuc, school.nam.pk))
    kept = ChangeSet.objects.get()
    assert (kept.by, kept.acting_for) == (school.phuc, school.nam)


@pytest.mark.parametrize("moment", ["2026-11-08T22:00:00+07:00", "2027-01-01T00:10:00+07:00"])
def test_outside_its_window_nothing_is_typed(
    school: School, sheet: ScoreSheet, pupils: list[Pupil], moment: str
) -> None:
    code = "window_not_open_yet" if moment.startswith("2026-11") else "window_closed"
    with time_machine.travel(moment), refused(code):
        typed(sheet, school.nam, {pupils[0]: {"mark": "10"}})


def test_in_a_locked_year_nothing_is_typed(
    school: School, sheet: ScoreSheet, pupils: list[Pupil]
) -> None:
    school.year.state = "locked"
    school.year.save()
    with refused("record_closed"):
        typed(sheet, school.nam, {pupils[0]: {"mark": "10"}})


def test_who_left_is_not_asked_for_and_keeps_the_row(
    school: School, sheet: ScoreSheet, pupils: list[Pupil]
) -> None:
    an = pupils[0]
    typed(sheet, school.nam, {an: {"mark": "7"}})
    move(
        an,
        Kind.TRANSFER_OUT,
        None,
        school.van,
        on=date(2026, 11, 20),
        reason="Chuyển nhà",
        other_school="Trường khác",
    )
    assert [line.name for line in now(sheet)] == ["Trần Văn Bình", "Lê Thị Cúc"]
    with refused("pupil_not_on_sheet"):
        typed(sheet, school.nam, {an: {"mark": "8"}})
    assert PupilResults.objects.get(pupil=an).values == {"mark": 7}


def test_a_pupil_of_no_class_is_on_no_sheet(school: School, sheet: ScoreSheet) -> None:
    with refused("pupil_not_on_sheet"):
        typed(sheet, school.nam, {pupil("Phan Văn Dũng"): {"mark": "8"}})


def test_a_full_sheet_has_nothing_to_tell(school: School, sheet: ScoreSheet) -> None:
    codes = [(problem.code, problem.field.split("-")[1]) for problem in sheet.problems()]
    assert codes == [("cell_empty", "level"), ("cell_empty", "mark")]
    fill(sheet, school.nam)
    assert ScoreSheet.objects.get(pk=sheet.pk).problems() == []
