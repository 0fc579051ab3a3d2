"""Tables on a sheet's pages: shown beforehand, taken over as shown, on no sheet but one's own draft."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from documents.assessment.changes import Author
from documents.assessment.incoming.carrying import carried_by
from documents.assessment.incoming.comparing import compare
from documents.assessment.incoming.tables import from_file
from documents.assessment.incoming.template import template_of
from documents.assessment.models import CellChange, ChangeSet
from documents.assessment.typed import read_comment
from documents.records.score_sheet.models import ScoreSheet
from people.imports.workbook import open_workbook
from people.models import AssessmentPeriod, Pupil, SchoolYear
from tests.depth import examples
from tests.documents.assessment import tables
from tests.documents.assessment.tables import copied
from tests.documents.records.plans import sign
from tests.documents.records.sheets import (
    NAMES,
    fill,
    open_period,
    pupils_of_3a,
    sheet_of,
    typed,
    values_of,
)
from tests.people.imports.sheets import xlsx
from tests.refused import codes_on
from tests.school import School
from workflows.states import Step

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

AN, BINH, CUC = NAMES
TABLE = [["Họ và tên", "Mức", "Điểm"], [AN, "T", "9"], [BINH, "h", "7"], [CUC, "H", "6"]]
AS_TABLE = {AN: {"level": "T"}, BINH: {"level": "H"}, CUC: {"level": "H"}}
Window = Callable[[Any], Client]


@pytest.fixture
def period(school: School) -> AssessmentPeriod:
    return open_period(school)


@pytest.fixture
def pupils(school: School) -> list[Pupil]:
    return pupils_of_3a(school)


@pytest.fixture
def sheet(school: School, period: AssessmentPeriod, pupils: list[Pupil]) -> ScoreSheet:
    """Of grade 4, so that there is a mark, too: level, mark, comment."""
    school.class_3a.grade = 4
    school.class_3a.save()
    return sheet_of(school, period, school.nam, school.toan)


def url(sheet: ScoreSheet, page: str) -> str:
    return f"{sheet.get_edit_url().removesuffix('edit/')}{page}"


def paste(client: Client, sheet: ScoreSheet, rows: list[list[str]]) -> Any:
    return client.post(url(sheet, "paste/"), {"text": copied(rows)})


def upload(client: Client, sheet: ScoreSheet, data: bytes, name: str = "điểm.xlsx") -> Any:
    return client.post(url(sheet, "upload/"), {"file": SimpleUploadedFile(name, data)})


def sent(page: Any, **more: str) -> dict[str, str]:
    """What the form of the preview sends."""
    context = page.context
    columns = {
        f"k{column.place}": next(key for key, _words, is_chosen in column.options if is_chosen)
        for column in context["choices"]
    }
    fixed = {
        "table": context["token"],
        "seen": context["compared"].fingerprint,
        "shown": str(context["chosen_table"]),
        "which": str(context["chosen_table"]),
    }
    return {**fixed, **columns, **more}


def apply(client: Client, sheet: ScoreSheet, page: Any, **more: str) -> Any:
    return client.post(url(sheet, "preview/"), sent(page, **{"act": "all", **more}))


def test_paste_see_take_over_and_take_back(
    school: School, sheet: ScoreSheet, at_screen: Window
) -> None:
    nam = at_screen(school.nam)
    page = paste(nam, sheet, TABLE)
    assert page.status_code == 200
    assert values_of(sheet) == {}
    assert apply(nam, sheet, page).headers["Location"] == sheet.get_edit_url()
    marks = {AN: 9, BINH: 7, CUC: 6}
    assert values_of(sheet) == {
        name: {**cells, "mark": marks[name]} for name, cells in AS_TABLE.items()
    }
    [made] = ChangeSet.objects.all()
    assert (made.means, made.by, made.cells.count()) == (ChangeSet.Means.PASTED, school.nam, 6)
    nam.post(url(sheet, "undo/"), {"number": "1"})
    assert values_of(sheet) == {}


def test_a_confirmation_sent_twice_changes_once(
    school: School, sheet: ScoreSheet, at_screen: Window
) -> None:
    nam = at_screen(school.nam)
    page = paste(nam, sheet, TABLE)
    assert apply(nam, sheet, page).status_code == 302
    assert apply(nam, sheet, page).status_code == 409
    assert ChangeSet.objects.count() == 1


def test_only_the_rows_that_match(school: School, sheet: ScoreSheet, at_screen: Window) -> None:
    nam = at_screen(school.nam)
    rows = [*TABLE[:2], [BINH, "Đạt", "7"], ["Phạm Văn Dũng", "T", "10"]]
    page = paste(nam, sheet, rows)
    assert [row.name for row in page.context["compared"].missing] == [CUC]
    whole = apply(nam, sheet, page)
    assert (whole.status_code, codes_on(whole)) == (422, {"rows_refused"})
    assert values_of(sheet) == {}
    apply(nam, sheet, page, act="matching")
    assert values_of(sheet) == {AN: {"level": "T", "mark": 9}}


def test_what_changed_meanwhile_is_shown_anew(
    school: School, sheet: ScoreSheet, pupils: list[Pupil], at_screen: Window
) -> None:
    nam = at_screen(school.nam)
    page = paste(nam, sheet, TABLE)
    typed(sheet, school.nam, {pupils[0]: {"mark": "4"}})
    again = apply(nam, sheet, page)
    assert (again.status_code, codes_on(again)) == (409, {"changed_meanwhile"})
    assert values_of(sheet) == {AN: {"mark": 4}}
    assert "<del>4</del>" in again.content.decode()
    assert apply(nam, sheet, again).status_code == 302
    assert values_of(sheet)[AN] == {"level": "T", "mark": 9}


def test_other_columns_are_shown_before_they_are_taken_over(
    school: School, sheet: ScoreSheet, at_screen: Window
) -> None:
    nam = at_screen(school.nam)
    page = paste(nam, sheet, [["Họ và tên", "HK1", "Điểm"], [AN, "8", "9"], [BINH, "6", "7"]])
    sent_at_once = apply(nam, sheet, page, k1="mark", k2="")
    assert sent_at_once.status_code == 409
    assert values_of(sheet) == {}
    page = nam.post(url(sheet, "preview/"), sent(page, k1="mark", k2="", act="compare"))
    assert apply(nam, sheet, page).status_code == 302
    assert values_of(sheet) == {AN: {"mark": 8}, BINH: {"mark": 6}}
    twice = nam.post(url(sheet, "preview/"), sent(page, k2="mark", act="compare"))
    assert (twice.status_code, codes_on(twice)) == (422, {"column_twice"})


def test_a_shift_is_refused_whatever_is_pressed(
    school: School, sheet: ScoreSheet, at_screen: Window
) -> None:
    nam = at_screen(school.nam)
    page = paste(nam, sheet, [TABLE[0], *([name, mark, level] for name, level, mark in TABLE[1:])])
    assert (page.status_code, codes_on(page)) == (422, {"columns_shifted"})
    for act in ("all", "matching"):
        assert apply(nam, sheet, page, act=act).status_code == 422
    assert values_of(sheet) == {}


def test_a_comparison_is_for_its_sheet_and_its_person_and_for_a_day(
    signing_school: School, sheet: ScoreSheet, period: AssessmentPeriod, at_screen: Window
) -> None:
    school = signing_school
    other = sheet_of(school, period, school.hoa, school.tieng_viet)
    nam, hoa = at_screen(school.nam), at_screen(school.hoa)
    page = paste(nam, sheet, TABLE)
    for token in (page.context["token"], page.context["token"][:-2], "", "a:b:c"):
        answer = hoa.post(url(other, "preview/"), sent(page, table=token, act="all"))
        assert (answer.status_code, codes_on(answer)) == (422, {"stale_table"})
    with time_machine.travel("2026-11-25T09:00:00+07:00"):
        late = at_screen(school.nam).post(url(sheet, "preview/"), sent(page, act="all"))
    assert codes_on(late) == {"stale_table"}
    assert (values_of(sheet), values_of(other)) == ({}, {})


@pytest.mark.parametrize("by", ["paste", "preview"])
def test_empty_hands_are_told_what_to_do(
    school: School, sheet: ScoreSheet, at_screen: Window, by: str
) -> None:
    nam = at_screen(school.nam)
    answer = nam.post(url(sheet, f"{by}/"), {})
    assert answer.status_code == 422
    assert codes_on(answer) == {{"paste": "nothing_pasted", "preview": "stale_table"}[by]}
    assert codes_on(nam.post(url(sheet, "upload/"), {})) == {"no_file"}
    assert codes_on(upload(nam, sheet, b"%PDF-1.7 \x00")) == {"sheet_strange"}


def test_the_template_brought_back_as_it_is_changes_nothing(
    school: School, sheet: ScoreSheet, pupils: list[Pupil], at_screen: Window
) -> None:
    Pupil.objects.filter(pk=pupils[0].pk).update(ministry_code="0800000001")
    comment = '=1+1; "tốt" – http://so.ky/ _x0041_ 10.5'
    typed(sheet, school.nam, {pupils[0]: {"level": "T", "mark": "9", "comment": comment}})
    nam = at_screen(school.nam)
    file = nam.get(url(sheet, "template.xlsx"))
    assert file.headers["Content-Disposition"].endswith('"phieu-diem-3a-toan-cuoi-hoc-ky-i.xlsx"')
    page = upload(nam, sheet, file.content)
    compared = page.context["compared"]
    assert (compared.cells, compared.refused, compared.missing) == (0, [], [])
    assert compared.unchanged == 3
    assert apply(nam, sheet, page).status_code == 422
    assert ChangeSet.objects.count() == 1


def test_the_template_brings_what_was_filled_in(
    school: School, sheet: ScoreSheet, at_screen: Window
) -> None:
    nam = at_screen(school.nam)
    [page] = open_workbook(nam.get(url(sheet, "template.xlsx")).content).sheets
    for row in page.rows:
        if row[2] == BINH:
            row[4:7] = ["H", 8, "Có cố gắng."]
    filled = xlsx({"Phiếu": [["" if cell is None else cell for cell in row] for row in page.rows]})
    assert apply(nam, sheet, upload(nam, sheet, filled)).status_code == 302
    assert values_of(sheet) == {BINH: {"level": "H", "mark": 8, "comment": "Có cố gắng."}}
    assert ChangeSet.objects.get().means == ChangeSet.Means.IMPORTED


def test_the_template_of_another_period_is_refused(
    school: School, sheet: ScoreSheet, at_screen: Window
) -> None:
    may = open_period(school, "end_of_year", closes_on=date(2027, 5, 31))
    other = sheet_of(school, may, school.nam, school.toan)
    nam = at_screen(school.nam)
    with time_machine.travel("2027-05-20T09:00:00+07:00"):
        fill(other, school.nam)
        template = at_screen(school.nam).get(url(other, "template.xlsx")).content
    page = upload(nam, sheet, template)
    assert (page.status_code, codes_on(page)) == (422, {"another_sheet"})
    assert apply(nam, sheet, page).status_code == 422
    assert values_of(sheet) == {}


def test_the_template_checks_its_cells_and_protects_the_rest(
    school: School, sheet: ScoreSheet, at_screen: Window
) -> None:
    data = at_screen(school.nam).get(url(sheet, "template.xlsx")).content
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    assert "<sheetProtection " in page
    assert '<formula1>"T,H,C"</formula1>' in page
    assert "<formula1>0</formula1><formula2>10</formula2>" in page
    formats = styles.split("<cellXfs")[1].split("<xf ")[1:]
    style_of = dict(re.findall(r'<c r="([A-Z]4)" s="(\d+)"', page))
    open_cells = {cell for cell, at in style_of.items() if 'locked="0"' in formats[int(at)]}
    assert open_cells == {"E4", "F4", "G4"}


def test_of_a_file_of_several_sheets_the_person_says_which(
    school: School, sheet: ScoreSheet, at_screen: Window
) -> None:
    nam = at_screen(school.nam)
    other = [TABLE[0], [AN, "C", "3"]]
    swapped = [[name, mark, level] for name, level, mark in TABLE]
    page = upload(nam, sheet, xlsx({"Trống": [["x"]], "GHK": other, "CHK": swapped}))
    assert page.context["tables"] == ["GHK", "CHK"]
    page = nam.post(url(sheet, "preview/"), sent(page, which="1", act="compare"))
    assert apply(nam, sheet, page).status_code == 302
    assert values_of(sheet)[CUC] == {"level": "H", "mark": 6}
    strangers = xlsx({"1A": [["Họ và tên", "Điểm"], ["Phạm Văn Dũng", "9"]]})
    assert codes_on(upload(nam, sheet, strangers)) == {"nobody_there"}


PAGES = ("paste/", "upload/", "preview/", "template.xlsx")


@pytest.mark.parametrize("who", ["dao", "hoa", "minh", "thu", "van", "phuc"])
def test_others_find_no_such_pages(
    school: School, sheet: ScoreSheet, at_screen: Window, who: str
) -> None:
    shown = paste(at_screen(school.nam), sheet, TABLE)
    client = at_screen(getattr(school, who))
    for page in PAGES[:3]:
        assert client.post(url(sheet, page), sent(shown, act="all", text="x")).status_code == 404
    for page in PAGES[:2] + PAGES[3:]:
        assert client.get(url(sheet, page)).status_code == 404
    assert values_of(sheet) == {}


def test_nothing_comes_onto_a_confirmed_sheet(
    signing_school: School, sheet: ScoreSheet, at_screen: Window
) -> None:
    fill(sheet, signing_school.nam)
    nam = at_screen(signing_school.nam)
    shown = paste(nam, sheet, TABLE)
    sign(Step.SUBMIT, sheet.approval, signing_school.nam)
    before = CellChange.objects.count()
    for page in PAGES[:3]:
        assert nam.post(url(sheet, page), sent(shown, act="all", text="x")).status_code == 404
    assert nam.get(url(sheet, "template.xlsx")).status_code == 404
    assert CellChange.objects.count() == before


def test_nothing_comes_in_outside_the_window_or_into_a_closed_year(
    school: School, sheet: ScoreSheet, period: AssessmentPeriod, at_screen: Window
) -> None:
    nam, page = at_screen(school.nam), paste(at_screen(school.nam), sheet, TABLE)
    template = nam.get(url(sheet, "template.xlsx")).content

    def refused_everywhere(code: str) -> None:
        answers = [paste(nam, sheet, TABLE), upload(nam, sheet, template), apply(nam, sheet, page)]
        for answer in (*answers, nam.get(url(sheet, "template.xlsx"))):
            assert (answer.status_code >= 400, codes_on(answer)) == (True, {code})
        assert values_of(sheet) == {}

    opens_on = period.opens_on
    AssessmentPeriod.objects.filter(pk=period.pk).update(opens_on=period.closes_on)
    refused_everywhere("window_not_open_yet")
    AssessmentPeriod.objects.filter(pk=period.pk).update(opens_on=opens_on)
    SchoolYear.objects.update(state=SchoolYear.State.LOCKED)
    refused_everywhere("record_closed")


def test_a_page_asks_no_more_than_the_sheet_itself(
    school: School, sheet: ScoreSheet, at_screen: Window, django_assert_max_num_queries: Any
) -> None:
    nam = at_screen(school.nam)
    page = paste(nam, sheet, TABLE)
    with django_assert_max_num_queries(12):
        paste(nam, sheet, TABLE)
    with django_assert_max_num_queries(30):
        apply(nam, sheet, page)


@examples(25)
@given(text=st.text() | st.lists(st.lists(st.sampled_from([*NAMES, "T", "9", ""]))).map(copied))
def test_whatever_is_pasted_changes_nothing_yet(
    school: School, sheet: ScoreSheet, at_screen: Window, text: str
) -> None:
    answer = at_screen(school.nam).post(url(sheet, "paste/"), {"text": text})
    assert answer.status_code in {200, 422}
    assert not ChangeSet.objects.exists()


@examples(15)
@given(st.lists(st.text(max_size=60), min_size=3, max_size=3))
def test_whatever_was_entered_the_template_is_the_same_again(said: list[str]) -> None:
    """Out, through the workbook, and in again: no change and no refusal."""
    values: dict[str, dict[str, str | int]] = {}
    for number, (name, text) in enumerate(zip(tables.NAMES, said, strict=False)):
        comment = read_comment(text).value
        values[name] = {"level": "THC"[number % 3], "mark": number * 5}
        values[name] |= {"comment": comment} if comment else {}
    sheet = tables.of_subject(tables.pupils(values=values))
    [table] = from_file(template_of(sheet, "Phiếu điểm Toán"))
    compared = compare(table, sheet)
    assert (compared.cells, compared.refused, compared.problems) == (0, [], [])


def test_a_token_is_what_was_pasted(school: School, sheet: ScoreSheet, at_screen: Window) -> None:
    page = paste(at_screen(school.nam), sheet, TABLE)
    carried = carried_by(page.context["token"], sheet.approval, Author(school.nam))
    assert carried.tables[0].rows == TABLE
