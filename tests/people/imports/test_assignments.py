"""Are lists and grids of teaching read alike, and written as the grid on screen would?"""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db.models import F

from people.imports.apply import apply
from people.imports.models import ImportRun
from people.imports.undo import undo
from people.models import Assignment, Duty, SchoolClass, Staff
from people.staffing.teaching import Cell, assign, holders
from tests.people.imports.conftest import Desk
from tests.people.imports.sheets import xlsx
from tests.people.imports.test_corpus import told
from tests.refused import refused
from tests.school import School

pytestmark = pytest.mark.both_databases

TODAY = date(2026, 11, 23)


def sheet(*rows: list[Any]) -> bytes:
    return xlsx({"PC": [["PHÂN CÔNG CHUYÊN MÔN"], [], *rows]})


def compared(desk: Desk, *rows: list[Any]) -> ImportRun:
    return desk.compare(sheet(*rows), "assignments", on=TODAY)


def verdicts(run: ImportRun) -> list[str]:
    return [told(one).removeprefix("PC!") for one in run.verdicts]


@pytest.fixture
def two_classes(school: School) -> School:
    SchoolClass.objects.create(year=school.year, grade=3, name="3B")
    return school


CHANGES = [
    "3A · Toán | teacher: Lê Văn Nam → Huỳnh Văn Phúc",
    "3A · homeroom",
    "3B · Toán | teacher:  → Lê Văn Nam",
    "3B · homeroom | teacher:  → Huỳnh Văn Phúc",
]
SHAPES: dict[str, list[list[Any]]] = {
    "a list": [
        ["STT", "Giáo viên", "Lớp", "Môn"],
        [1, "Huỳnh Văn Phúc", "3A", "Toán"],
        [2, "Lê Thị Đào", "Lớp 3A", "Chủ nhiệm"],
        [3, "thầy Nam", "3B", "Toán"],
        [4, "phuc", "3B", "GVCN"],
    ],
    "classes down, subjects across": [
        ["TT", "Lớp", "GVCN", "Tiếng Việt", "Môn Toán"],
        [1, "3A", "Lê Thị Đào", "", "Huỳnh Văn Phúc"],
        [2, "3B", "Huỳnh Văn Phúc", "", "Lê Văn Nam"],
    ],
    "teachers down, subjects across": [
        ["TT", "Họ và tên GV", "Chủ nhiệm lớp", "TV", "TOÁN"],
        [1, "Lê Thị Đào", "3A", "", ""],
        [2, "Huỳnh Văn Phúc", "3B", "", "3A"],
        [3, "Lê Văn Nam", "", "", "3B"],
    ],
    "teachers down, classes across": [
        ["TT", "Giáo viên", "3A", "Lớp 3B"],
        [1, "Lê Thị Đào", "GVCN", ""],
        [2, "Huỳnh Văn Phúc", "Toán", "chủ nhiệm"],
        [3, "Lê Văn Nam", "", "Toán"],
    ],
    "subjects down, classes across": [
        ["TT", "Môn học", "3A", "3B"],
        [1, "Toán", "Huỳnh Văn Phúc", "Lê Văn Nam"],
        [2, "Chủ nhiệm", "Lê Thị Đào", "Huỳnh Văn Phúc"],
    ],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_says_the_same(two_classes: School, desk: Desk, shape: str) -> None:
    run = compared(desk, *SHAPES[shape])
    told_ = sorted(line.split(" ", 2)[2] for line in verdicts(run))
    assert told_ == sorted(CHANGES), verdicts(run)
    assert run.counts == {"new": 2, "changed": 1, "unchanged": 1, "refused": 0}


def test_a_change_ends_the_old_duty_the_day_before_and_is_taken_back_whole(
    two_classes: School, desk: Desk
) -> None:
    school = two_classes
    before = in_force_some_day()
    run = compared(desk, *SHAPES["a list"])
    run = apply(run, run.fingerprint, desk.by)
    ended, begun = Assignment.objects.filter(
        school_class=school.class_3a, subject=school.toan
    ).order_by("starts_on")
    assert (ended.staff, ended.ends_on) == (school.nam, date(2026, 11, 22))
    assert (begun.staff, begun.starts_on, begun.ends_on) == (school.phuc, TODAY, None)
    assert Assignment.objects.filter(duty=Duty.HOMEROOM_TEACHER).count() == 2
    again = compared(desk, *SHAPES["classes down, subjects across"])
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 4, "refused": 0}
    undo(run, desk.by)
    assert in_force_some_day() == before
    # Somebody may have acted by it in the meantime: the row stays, as one that lasted no day.
    begun.refresh_from_db()
    assert (begun.staff, begun.ends_on) == (school.phuc, date(2026, 11, 22))
    assert begun.history.count() == 2


def in_force_some_day() -> list[Any]:
    rows = Assignment.objects.exclude(ends_on__lt=F("starts_on"))
    return sorted(rows.values_list("staff", "duty", "starts_on", "ends_on"), key=str)


def test_taken_back_before_its_day_it_leaves_no_row(two_classes: School, desk: Desk) -> None:
    before = Assignment.objects.count()
    run = desk.compare(sheet(*SHAPES["a list"]), "assignments", on=date(2026, 11, 30))
    run = apply(run, run.fingerprint, desk.by)
    assert Assignment.objects.count() == before + 3
    undo(run, desk.by)
    assert Assignment.objects.count() == before
    gone = Assignment.history.filter(history_type="-")
    assert [row.history_user_id for row in gone] == [desk.by.pk] * 3
    assert Assignment.objects.get(subject=two_classes.toan).ends_on is None


def test_a_duty_that_began_today_comes_back_with_its_decision(
    two_classes: School, desk: Desk
) -> None:
    Assignment.objects.filter(subject=two_classes.toan).update(starts_on=TODAY, decision="12/QĐ")
    run = compared(desk, *SHAPES["a list"])
    run = apply(run, run.fingerprint, desk.by)
    [ended] = Assignment.objects.filter(decision="12/QĐ")
    assert ended.ends_on == date(2026, 11, 22)
    undo(run, desk.by)
    [again] = Assignment.objects.filter(subject=two_classes.toan, ends_on=None)
    assert (again.staff, again.starts_on, again.decision) == (two_classes.nam, TODAY, "12/QĐ")
    assert (again.pk, again.ends_on) == (ended.pk, None)


def test_an_import_of_an_earlier_day_leaves_alone_who_held_it_then(
    two_classes: School, desk: Desk
) -> None:
    """Told where it is compared, cell by cell; the rest of the list can be applied."""
    run = desk.compare(sheet(*SHAPES["a list"]), "assignments", on=date(2026, 9, 5))
    assert run.counts == {"new": 2, "changed": 0, "unchanged": 1, "refused": 1}
    [refused] = [one for one in run.verdicts if one["outcome"] == "refused"]
    assert refused["reasons"] == [
        "B4: 3A, Toán: Lê Văn Nam held it on or after 05/09/2026. Choose today or a later day."
    ]
    apply(run, run.fingerprint, desk.by)
    assert (
        Assignment.objects.filter(subject=two_classes.toan, school_class=two_classes.class_3a)
        .get()
        .staff
        == two_classes.nam
    )


def test_what_was_in_force_for_a_day_is_not_taken_out(two_classes: School, desk: Desk) -> None:
    run = compared(desk, *SHAPES["a list"])
    run = apply(run, run.fingerprint, desk.by)
    with (
        time_machine.travel("2026-11-24T09:00:00+07:00", tick=False),
        refused("assignments_in_force", naming="23/11/2026"),
    ):
        undo(run, desk.by)


def test_1d_and_1dd_are_two_classes(school: School, desk: Desk) -> None:
    for name in ("1Đ", "1D", "2Đ"):
        SchoolClass.objects.create(year=school.year, grade=int(name[0]), name=name)
    run = compared(
        desk,
        ["Giáo viên", "Lớp", "Môn"],
        ["Lê Thị Đào", "Lớp 1D", "Toán"],
        ["Trần Thị Hoa", "1đ", "Toán"],
        ["Lê Văn Nam", "2 D", "Toán"],
    )
    assert [one["who"] for one in run.verdicts] == ["1D · Toán", "1Đ · Toán", "2Đ · Toán"]
    grid = compared(desk, ["Môn", "1D", "1Đ", "2Đ"], ["Toán", "phuc", "hoa", "nam"])
    assert [one["who"] for one in grid.verdicts] == ["2Đ · Toán"]
    assert any("1D, 1Đ" in note for note in grid.notes)


def test_an_undoing_revives_nobody_who_was_ended_since(two_classes: School, desk: Desk) -> None:
    run = desk.compare(sheet(*SHAPES["a list"]), "assignments", on=date(2026, 12, 7))
    run = apply(run, run.fingerprint, desk.by)
    assign(two_classes.year, {Cell(two_classes.class_3a.pk, two_classes.toan.pk): None}, desk.by)
    with refused("assignments_changed_since"):
        undo(run, desk.by)


def test_nothing_is_undone_in_a_locked_year(two_classes: School, desk: Desk) -> None:
    run = compared(desk, *SHAPES["a list"])
    run = apply(run, run.fingerprint, desk.by)
    type(two_classes.year).objects.update(state="locked")
    with refused("year_locked"):
        undo(run, desk.by)


def test_a_list_for_august_lasts_until_whom_the_year_begins_with(
    two_classes: School, desk: Desk
) -> None:
    """Said where it is compared; two never hold one place."""
    school, cell = two_classes, Cell(two_classes.class_3a.pk, two_classes.toan.pk)
    Assignment.objects.exclude(school_class=None).update(starts_on=date(2026, 12, 1))
    run = desk.compare(sheet(*SHAPES["a list"]), "assignments", on=date(2026, 11, 25))
    [remarks] = [one["remarks"] for one in run.verdicts if one["who"] == "3A · Toán"]
    assert remarks == ["ends before 01/12/2026: from then on it was given already."]
    apply(run, run.fingerprint, desk.by)
    held = [
        holders(school.year, date(2026, 11, 30))[cell],
        holders(school.year, date(2026, 12, 1))[cell],
    ]
    assert [[one.staff for one in rows] for rows in held] == [[school.phuc], [school.nam]]


def test_two_never_hold_a_place_because_one_was_given_it_later(
    two_classes: School, desk: Desk
) -> None:
    """From a later day to another, or from an earlier day to the same one."""
    school, cell = two_classes, Cell(two_classes.class_3a.pk, two_classes.toan.pk)
    assign(school.year, {cell: school.phuc}, desk.by, since=date(2026, 12, 7))
    assign(school.year, {cell: school.hoa}, desk.by)
    held = {day: holders(school.year, day)[cell] for day in (TODAY, date(2026, 12, 7))}
    assert [[one.staff for one in rows] for rows in held.values()] == [[school.hoa], [school.phuc]]
    Assignment.objects.filter(school_class=school.class_3a, subject=school.toan).update(
        starts_on=date(2026, 10, 1), ends_on=None, staff=school.phuc
    )
    Assignment.objects.filter(staff=school.phuc).exclude(
        pk=Assignment.objects.filter(staff=school.phuc).earliest("pk").pk
    ).delete()
    run = desk.compare(sheet(*SHAPES["a list"]), "assignments", on=date(2026, 9, 5))
    apply(run, run.fingerprint, desk.by)
    days = [date(2026, 9, 5), date(2026, 10, 1), TODAY]
    assert [len(holders(school.year, day)[cell]) for day in days] == [1, 1, 1]


def test_what_is_unclear_or_not_for_a_spreadsheet_is_refused(
    two_classes: School, desk: Desk
) -> None:
    two_classes.toan.grades = [1, 2]
    two_classes.toan.save()
    Staff.objects.create_user("hoa2", "mat-khau", "Trần Thị Hoa", address="cô")
    run = compared(
        desk,
        ["Giáo viên", "Lớp", "Môn"],
        ["Lê Thị Đào", "3A", "Toán"],
        ["Trần Thị Hoa", "3B", "Tiếng Việt"],
        ["Ai Đó", "3B", "TV"],
        ["Võ Thị Vân", "3B", "GVCN"],
        ["Lê Thị Đào", "9Z", "Tiếng Việt"],
        ["Lê Thị Đào", "3B", "Đánh cờ"],
        ["Lê Thị Đào", "3A", "Tiếng Việt"],
        ["Lê Văn Nam", "3A", "Tiếng Việt"],
    )
    reasons = [" ".join(one["reasons"]) for one in run.verdicts]
    assert reasons == [
        "C4: Toán is not taught in grade 3.",
        "A5: “Trần Thị Hoa” may be several people; give a staff code.",
        "A6: nobody called “Ai Đó” works here.",
        "A7: nobody gives a duty to himself or herself.",
        "B8: there is no class “9Z” in 2026–2027.",
        "C9: there is no subject “Đánh cờ”.",
        "",
        "B11: this class and subject stand in row 10 of “PC” already.",
    ]


def test_several_classes_in_a_cell_are_several_duties(two_classes: School, desk: Desk) -> None:
    run = compared(desk, ["Giáo viên", "Lớp", "Môn"], ["Huỳnh Văn Phúc", "3A, B", "Toán + TV"])
    assert sorted(one["who"] for one in run.verdicts) == [
        *("3A · Tiếng Việt", "3A · Toán", "3B · Tiếng Việt", "3B · Toán"),
    ]


def test_a_class_with_few_cells_is_no_title(two_classes: School, desk: Desk) -> None:
    run = compared(desk, ["Lớp", "Toán"], ["Lớp 3A", "Huỳnh Văn Phúc"], ["Lớp 3B", "Lê Văn Nam"])
    assert [one["who"] for one in run.verdicts] == ["3A · Toán", "3B · Toán"]


def test_1_of_1_and_11_are_two_classes(school: School, desk: Desk) -> None:
    for name in ("1/1", "11", "1-2"):
        SchoolClass.objects.create(year=school.year, grade=1, name=name)
    heads = ["Giáo viên", "Lớp", "Môn"]
    said = ["Lớp 1.1", "11", "1 / 1", "1/2", "12"]
    run = compared(desk, heads, *[["Lê Thị Đào", one, "Toán"] for one in said])
    assert [one["who"] for one in run.verdicts] == [
        *("1/1 · Toán", "11 · Toán", "1 / 1 · Toán", "1-2 · Toán", "12 · Toán"),
    ]
    outcomes = [one["outcome"] for one in run.verdicts]
    assert outcomes == ["new", "new", "refused", "new", "refused"]
    grid = compared(desk, ["Môn", "1-1", "Lớp 11", "1/2"], ["Toán", "phuc", "hoa", "nam"])
    assert [one["who"] for one in grid.verdicts] == ["1/1 · Toán", "11 · Toán", "1-2 · Toán"]


def test_a_class_beside_its_subject_ends_no_list(two_classes: School, desk: Desk) -> None:
    heads = ["Giáo viên", "Lớp", "Môn"]
    rows = [["", "Lớp 3B", "Toán"], ["Lê Thị Đào", "Lớp 3A", "Toán"]]
    run = compared(desk, heads, *rows)
    assert [one["who"] for one in run.verdicts] == ["Lớp 3B · Toán", "3A · Toán"]
    assert [one["outcome"] for one in run.verdicts] == ["refused", "changed"]
