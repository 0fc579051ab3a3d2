"""What goes out: a guardian's slip, a copy of a sheet, results in another system's columns."""

import io
from typing import Any

import pikepdf
import pytest
from pypdfium2 import PdfDocument

from documents.assessment.exports import acts
from documents.assessment.exports.fields import field_of
from documents.assessment.incoming.comparing import compare
from documents.assessment.incoming.tables import from_file
from documents.assessment.models import ExportLayout
from documents.records.gradebook.exports import table_of
from documents.records.score_sheet.models import ScoreSheet
from people.imports.workbook import open_workbook
from people.models import AssessmentPeriod, Pupil
from tests.cpu import at_most
from tests.documents.records.plans import sign
from tests.documents.records.sheets import fill, open_period, pupils_of_3a, sheet_of, typed
from tests.refused import refused
from tests.school import School
from workflows.models import Event
from workflows.states import Step

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
HEADINGS = ("STT", "Mã học sinh", "Họ và tên", "Toán Mức", "Điểm Toán", "Yêu nước", "Cột lạ")


@pytest.fixture
def pupils(school: School) -> list[Pupil]:
    return pupils_of_3a(school)


@pytest.fixture
def period(school: School) -> AssessmentPeriod:
    return open_period(school)


@pytest.fixture
def sheet(signing_school: School, period: AssessmentPeriod, pupils: list[Pupil]) -> ScoreSheet:
    school = signing_school
    sheet = sheet_of(school, period, school.nam, school.toan, group=school.group)
    fill(sheet, school.nam)
    sign(Step.SUBMIT, sheet.approval, school.nam)
    return sheet


def text_of(pdf: bytes) -> str:
    """As a reader finds it, page by page."""
    return "\f".join(page.get_textpage().get_text_range() for page in PdfDocument(pdf))


def test_a_slip_says_one_pupils_confirmed_results_and_nobody_elses(
    school: School, sheet: ScoreSheet, period: AssessmentPeriod, pupils: list[Pupil], at_screen: Any
) -> None:
    url = f"/gradebooks/classes/{school.class_3a.pk}/periods/{period.pk}/slips.pdf"
    draft = sheet_of(school, period, school.hoa, school.tieng_viet, group=school.group)
    typed(draft, school.hoa, {pupils[0]: {"level": "C", "mark": "2"}})
    dao = at_screen(school.dao)
    pages = text_of(dao.get(url).content).split("\f")
    assert len(pages) == len(pupils)
    for page, child in zip(pages, sorted(pupils, key=lambda each: each.name_key), strict=True):
        names = [each.full_name for each in pupils if each.full_name in page]
        assert names == [child.full_name]
        assert "chưa có" in page
        assert "C" not in page.split("Tiếng Việt")[1][:12]
    alone = dao.get(url, {"pupil": pupils[1].pk}).content
    assert len(text_of(alone).split("\f")) == 1
    assert dao.get(url, {"pupil": "999999"}).status_code == 404
    for stranger in (school.nam, school.hoa, school.van):
        assert at_screen(stranger).get(url).status_code == 403
    assert Event.objects.filter(kind="slips_printed").count() == 2


def test_a_copy_says_that_it_is_one_and_in_which_state(
    school: School, sheet: ScoreSheet, at_screen: Any
) -> None:
    url = f"/score-sheets/{sheet.approval.public_id}/copy"
    thu = at_screen(school.thu)
    pdf = thu.get(f"{url}.pdf").content
    assert "BẢN SAO" in text_of(pdf)
    assert "/AcroForm" not in pikepdf.open(io.BytesIO(pdf)).Root
    book = open_workbook(thu.get(f"{url}.xlsx").content)
    assert "BẢN SAO" in str(book.sheets[0].rows[0][0])
    for stranger in (school.van, school.phuc):
        assert at_screen(stranger).get(f"{url}.pdf").status_code == 404
        assert at_screen(stranger).get(f"{url}.xlsx").status_code == 404


def layout_of(school: School, *headings: str) -> ExportLayout:
    return acts.begin("Sở", "", headings or HEADINGS, school.thu)


def test_what_a_heading_certainly_means_is_matched_and_nothing_is_guessed(school: School) -> None:
    fields = dict(layout_of(school).columns)
    assert fields == {
        "STT": "number",
        "Mã học sinh": "ministry_code",
        "Họ và tên": "full_name",
        "Toán Mức": "TOAN.level",
        "Điểm Toán": "TOAN.mark",
        "Yêu nước": "yeu_nuoc",
        "Cột lạ": "",
    }
    assert [field_of(heading) for heading in ("Mức", "Điểm", "", "Ghi chú")] == ["", "", "", ""]


def test_a_classs_results_come_in_that_order_and_empty_stays_empty(
    school: School, sheet: ScoreSheet, period: AssessmentPeriod, pupils: list[Pupil]
) -> None:
    layout = layout_of(school)
    content = table_of(layout, school.class_3a, period)
    results, left_empty = open_workbook(content).sheets
    assert tuple(results.rows[0]) == HEADINGS
    assert results.rows[1][2:5] == [pupils[0].full_name, "T", 9]
    assert not any(results.rows[1][5:])
    assert [row[0] for row in left_empty.rows][1:] == ["Cột lạ"]
    [table, *_others] = from_file(content)
    compared = compare(table, ScoreSheet.objects.get(pk=sheet.pk).to_fill())
    assert (compared.cells, compared.refused) == (0, [])
    assert compared.unchanged == 2 * len(pupils)
    with at_most(0.5):
        table_of(layout, school.class_3a, period)


def test_who_keeps_layouts_and_who_exports(
    school: School, period: AssessmentPeriod, pupils: list[Pupil], at_screen: Any
) -> None:
    thu, dao = at_screen(school.thu), at_screen(school.dao)
    sent = {"name": "CSDL", "source": "tệp mẫu tháng 12", "headings": "Họ và tên\tToán Mức"}
    assert thu.post("/gradebooks/exports/", {**sent, "headings": " "}).status_code == 422
    assert thu.post("/gradebooks/exports/", sent).status_code == 302
    assert thu.post("/gradebooks/exports/", sent).status_code == 422
    assert dao.post("/gradebooks/exports/", {**sent, "name": "B"}).status_code == 422
    layout = ExportLayout.objects.get()
    url = f"/gradebooks/exports/{layout.pk}/"
    with refused("field_twice"):
        acts.match(layout, ["full_name", "full_name"], school.thu, seen=acts.seen_of(layout))
    with refused("no_such_field"):
        acts.match(layout, ["full_name", "nonsense"], school.thu, seen=acts.seen_of(layout))
    with refused("changed_meanwhile"):
        acts.match(layout, ["full_name", ""], school.thu, seen="")
    thu.post(url, {"f0": "full_name", "f1": "TOAN.mark", "seen": acts.seen_of(layout)})
    layout.refresh_from_db()
    assert layout.columns == [["Họ và tên", "full_name"], ["Toán Mức", "TOAN.mark"]]
    file = f"{url}{school.class_3a.pk}/{period.pk}.xlsx"
    assert dao.get(file).status_code == 200
    for stranger in (school.nam, school.hoa, school.van):
        assert at_screen(stranger).get(file).status_code == 403
    assert Event.objects.filter(kind="results_exported").count() == 1


def test_the_year_of_a_subject_has_what_was_confirmed(
    school: School, sheet: ScoreSheet, pupils: list[Pupil], at_screen: Any
) -> None:
    middle = sheet_of(school, open_period(school, "mid_second"), school.nam, school.toan)
    typed(middle, school.nam, {pupils[0]: {"comment": "Chưa xác nhận."}})
    url = f"/score-sheets/years/{school.class_3a.pk}/{school.toan.pk}.pdf"
    for reader in (school.nam, school.dao, school.minh, school.thu):
        said = text_of(at_screen(reader).get(url).content)
        assert pupils[0].full_name in said
        assert "Chưa xác nhận." not in said
    other = f"/score-sheets/years/{school.class_3a.pk}/{school.tieng_viet.pk}.pdf"
    assert at_screen(school.nam).get(other).status_code == 403
    for stranger in (school.van, school.phuc):
        assert at_screen(stranger).get(url).status_code == 403
