"""Does what is taken out come in again without a difference, and is a formula only ever a text?"""

import io
from datetime import date
from typing import Any

import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as some

from people.imports.export import Wanted, export
from people.imports.labels import PUPIL_HEADINGS, STAFF_HEADINGS
from people.imports.pupils.reading import PROTECTED
from people.imports.sheets import spreadsheet
from people.imports.workbook import open_workbook
from people.models import Pupil, Reading, SchoolClass, Staff
from tests.depth import examples
from tests.people.imports.conftest import Desk
from tests.people.imports.sheets import xlsx
from tests.refused import refused
from tests.school import School

pytestmark = pytest.mark.django_db

EVERYTHING = {
    "Mã định danh Bộ GD&ĐT": "7912345678",
    "Số định danh cá nhân": "079218001234",
    "Họ và tên": "Nguyễn Thị Thu Hà",
    "Ngày sinh": date(2018, 5, 3),
    "Giới tính": "Nữ",
    "Lớp": "3A",
    "Nơi sinh": '=HYPERLINK("http://x")',
    "Quê quán": "+84 Tân Tập",
    "Nơi ở hiện nay": "-1 Ấp 3",
    "Quốc tịch": "Lào",
    "Dân tộc": "Ê Đê",
    "Tôn giáo": "Phật giáo",
    "Khuyết tật": "Nghe",
    "Diện chính sách": "Hộ nghèo",
    "Sức khỏe": "Hen",
    "Họ và tên cha": "Y Bih Niê",
    "Năm sinh cha": "1988",
    "Nghề nghiệp cha": "@nông",
    "Điện thoại cha": "0912345678",
    "CCCD cha": "012345678",
    "Họ và tên mẹ": "Lê Thị Tư",
    "Họ và tên người giám hộ": "Lê Văn Năm",
    "Ghi chú": "ở với ông",
}
NUMBERS = [name for name in EVERYTHING if name.startswith(("Điện thoại", "CCCD"))]
OTHER = {"Họ và tên": "Trần Bình", "Ngày sinh": date(2018, 10, 20), "Giới tính": "Nam", "Lớp": "3B"}


def lists() -> bytes:
    keys = list(EVERYTHING)
    return xlsx({"DS": [keys, [*EVERYTHING.values()], [OTHER.get(key, "") for key in keys]]})


def test_pupils_come_in_again_without_a_difference(school: School, desk: Desk) -> None:
    SchoolClass.objects.create(year=school.year, grade=3, name="3B")
    assert desk.apply(lists()).counts["new"] == 2
    everything = export(Wanted("pupils", school.year, protected=True), school.van)
    assert [sheet.name for sheet in open_workbook(everything).sheets] == ["3A", "3B"]
    again = desk.compare(everything)
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0}
    assert [note.partition(":")[0] for note in again.notes] == ["Columns as they were read"]
    [row] = [sheet.rows[1] for sheet in open_workbook(everything).sheets if sheet.name == "3A"]
    said = dict(zip(["STT", *PUPIL_HEADINGS.values()], row, strict=True))
    assert {key: said[key] for key in EVERYTHING} == EVERYTHING


def test_protected_facts_go_out_only_when_asked_for_and_are_written_down(
    school: School, desk: Desk
) -> None:
    said = {name: word for name, word in EVERYTHING.items() if name not in NUMBERS}
    desk.apply(xlsx({"3A": [list(said), list(said.values())]}))
    without = open_workbook(export(Wanted("pupils", school.year), school.van)).sheets[0].rows
    assert "Hộ nghèo" not in without[1]
    assert not set(without[0]) & {PUPIL_HEADINGS[key] for key in PROTECTED}
    assert not Reading.objects.exists()
    export(Wanted("pupils", school.year, protected=True), school.van)
    [reading] = Reading.objects.all()
    assert (reading.by, reading.purpose) == (school.van, "export")


@pytest.mark.parametrize("number", NUMBERS)
def test_whose_family_can_be_reached_by_what_went_out_is_written_down(
    school: School, desk: Desk, number: str
) -> None:
    said = {name: word for name, word in EVERYTHING.items() if name not in NUMBERS}
    said[number] = "079085001234" if "CCCD" in number else "0901234567"
    desk.apply(xlsx({"3A": [list(said), list(said.values())]}))
    export(Wanted("pupils", school.year), school.van)
    [reading] = Reading.objects.all()
    assert (reading.by, reading.purpose) == (school.van, "export")


def test_the_board_alone_neither_takes_out_nor_brings_in_protected_facts(
    school: School, desk: Desk
) -> None:
    school.van.assignments.filter(duty="clerk").delete()
    with refused("protected_facts"):
        export(Wanted("pupils", school.year, protected=True), school.van)
    run = desk.apply(xlsx({"3A": [list(EVERYTHING), list(EVERYTHING.values())]}))
    assert not hasattr(Pupil.objects.get(), "protected")
    assert "Dân tộc" in run.notes[0]


def test_staff_and_assignments_come_in_again_without_a_difference(
    school: School, desk: Desk
) -> None:
    Staff.objects.filter(pk=school.dao.pk).update(
        staff_code="GV001",
        phone="0912345678",
        born_on=date(1990, 2, 3),
        position="Giáo viên hạng II",
    )
    Staff.objects.create_user("hoa2", "mat-khau", "Trần Thị Hoa", address="cô")
    staff = export(Wanted("staff", school.year), school.van)
    again = desk.compare(staff, "staff")
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 10, "refused": 0}
    headings = open_workbook(staff).sheets[0].rows[0]
    assert headings == ["STT", *STAFF_HEADINGS.values()]
    grid = export(Wanted("assignments", school.year), school.van)
    again = desk.compare(grid, "assignments", on=date(2026, 11, 23))
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 3, "refused": 0}


def test_sheets_whose_names_would_be_one_are_numbered(school: School, desk: Desk) -> None:
    for name in ("1/1", "1-1", "1a-x", "1A/X"):
        SchoolClass.objects.create(year=school.year, grade=1, name=name)
    day, gender = OTHER["Ngày sinh"], OTHER["Giới tính"]
    names = {"1/1": "An", "1-1": "Bình", "1a-x": "Chi", "1A/X": "Dũng"}
    rows = [[f"Trần {called}", day, gender, name] for name, called in names.items()]
    desk.apply(xlsx({"DS": [[*OTHER], *rows]}))
    file = export(Wanted("pupils", school.year), school.van)
    assert len({sheet.name.casefold() for sheet in open_workbook(file).sheets}) == 4
    assert desk.compare(file).counts == {"new": 0, "changed": 0, "unchanged": 4, "refused": 0}


texts = (
    some.text(
        some.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn")),
        min_size=1,
        max_size=40,
    )
    .map(str.strip)
    .filter(bool)
)


@examples(20)
@given(
    cells=some.lists(
        texts | some.sampled_from(["=1+1", "@SUM(A1)", "+1", "-1", "http://x", "{=1}"]),
        min_size=1,
        max_size=6,
    )
)
def test_every_text_that_is_written_is_read_as_that_text(cells: list[Any]) -> None:
    file = spreadsheet({"a": (["x"] * len(cells), [cells])})
    book = python_calamine.load_workbook(io.BytesIO(file))
    assert book.get_sheet_by_index(0).to_python()[1] == cells
