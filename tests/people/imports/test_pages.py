"""Upload, difference, apply, result with undo: who may open them, and what do they cost?"""

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.imports.models import ImportRun
from people.imports.workbook import open_workbook
from people.models import Enrolment, Pupil
from tests.people.imports.conftest import Desk
from tests.people.imports.sheets import AN, BINH, HEADINGS, xlsx
from tests.refused import codes_on
from tests.school import School

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.people.imports.urls")]

MOST_QUERIES = 15


@pytest.fixture
def window(school: School, client: Client) -> Client:
    client.force_login(school.van)
    client.cookies["django_language"] = "en"
    return client


def body(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def form(school: School, data: bytes, kind: str = "pupils", **others: Any) -> dict[str, Any]:
    file = SimpleUploadedFile("Lớp 3A.xlsx", data)
    return {"kind": kind, "file": file, "year": school.year.pk, "on": "01/09/2026", **others}


def uploaded(window: Client, school: School, rows: list[list[Any]]) -> ImportRun:
    answer = window.post(reverse("import_new"), form(school, xlsx({"3A": [HEADINGS, *rows]})))
    assert answer.status_code == 302, body(answer)
    return ImportRun.objects.get()


def test_from_the_upload_to_the_undo(school: School, window: Client) -> None:
    assert "Pupils" in body(window.get(reverse("imports")))
    begin = window.get(reverse("import_new") + "?kind=pupils")
    assert begin.context["form"].fields["kind"].initial == "pupils"
    run = uploaded(window, school, [AN, [*BINH[:3], 2018, *BINH[4:]]])
    page = body(window.get(run.get_absolute_url()))
    assert run.counts == {"new": 1, "changed": 0, "unchanged": 0, "refused": 1}
    assert "D3: “2018”" in page
    assert not Pupil.objects.exists()
    refused = body(window.get(run.get_absolute_url() + "?show=refused"))
    assert "Trần Thị Bình" in refused
    assert "Nguyễn Văn An" not in refused
    answer = window.post(
        reverse("import_apply", args=[run.public_id]), {"seen": run.fingerprint}, follow=True
    )
    run.refresh_from_db()
    assert (run.state, run.counts["new"], run.counts["changed"]) == (ImportRun.State.APPLIED, 1, 0)
    assert list(answer.context["messages"])
    assert Enrolment.objects.count() == 1
    answer = window.post(reverse("import_undo", args=[run.public_id]), follow=True)
    run.refresh_from_db()
    assert run.state == ImportRun.State.UNDONE
    assert list(answer.context["messages"])
    assert not Enrolment.objects.exists()
    assert run.undone_by == school.van
    assert "Undone" in body(window.get(reverse("imports")))


def test_the_refused_rows_can_be_put_right_in_a_spreadsheet(school: School, window: Client) -> None:
    run = uploaded(window, school, [AN, [*BINH[:3], 2018, *BINH[4:]]])
    answer = window.get(reverse("import_refused", args=[run.public_id]))
    [sheet] = open_workbook(answer.content).sheets
    said = dict(zip(*sheet.rows, strict=True))
    assert said["Lý do"].startswith("D3: “2018”")
    assert (said["Họ và tên"], said["Ngày sinh"], said["Dòng"]) == ("Trần Thị Bình", "2018", 3)
    sheet.rows[1][sheet.rows[0].index("Ngày sinh")] = date(2018, 10, 20)
    again = form(school, xlsx({"a": [[cell or "" for cell in row] for row in sheet.rows]}))
    assert window.post(reverse("import_new"), again).status_code == 302
    assert ImportRun.objects.first().counts["new"] == 1


def test_refused_rows_give_protected_facts_to_those_only_who_may_read_them(
    school: School, window: Client
) -> None:
    headings = [*HEADINGS, "Sức khỏe"]
    uploaded_rows = [headings, [*BINH[:3], 2018, *BINH[4:], "Hen suyễn nặng"]]
    window.post(reverse("import_new"), form(school, xlsx({"a": uploaded_rows})))
    address = reverse("import_refused", args=[ImportRun.objects.get().public_id])
    said = open_workbook(window.get(address).content).sheets[0].rows
    assert "Hen suyễn nặng" in said[1]
    school.van.assignments.filter(duty="clerk").delete()
    said = open_workbook(window.get(address).content).sheets[0].rows
    assert "Hen suyễn nặng" not in said[1]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty."),
        (b"%PDF-1.7 \x00", "This is no spreadsheet."),
        (b"<html><table><tr><td>STT", "This is a web page that was named like a spreadsheet."),
        (xlsx({"a": [["Xin chào"]]}), "No table was found."),
        (
            xlsx({"a": [["STT", "Hä vµ tªn", "Ngµy sinh", "Líp"], ["1", "TrÇn ThÞ B×nh"]]}),
            "the headings were typed for an old font",
        ),
    ],
)
def test_a_file_that_cannot_be_taken_is_answered_with_a_sentence(
    school: School, window: Client, data: bytes, sentence: str
) -> None:
    answer = window.post(reverse("import_new"), form(school, data))
    assert answer.status_code == 422
    assert sentence in body(answer)
    assert not ImportRun.objects.exists()


def test_an_apply_that_was_not_seen_is_refused_with_the_new_difference(
    school: School, window: Client
) -> None:
    run = uploaded(window, school, [AN])
    answer = window.post(reverse("import_apply", args=[run.public_id]), {"seen": "x"})
    assert answer.status_code == 422
    assert codes_on(answer) == {"changed_meanwhile"}
    assert not Pupil.objects.exists()


def test_protected_facts_are_named_and_not_told(school: School, window: Client) -> None:
    heads = [*HEADINGS, "Khuyết tật"]
    first = form(school, xlsx({"3A": [heads, [*AN, "Nghe kém"]]}))
    window.post(reverse("import_new"), first)
    run = ImportRun.objects.get()
    window.post(reverse("import_apply", args=[run.public_id]), {"seen": run.fingerprint})
    window.post(reverse("import_new"), form(school, xlsx({"3A": [heads, [*AN, "Nhìn kém"]]})))
    page = body(window.get(ImportRun.objects.first().get_absolute_url()))
    assert "disability" in page
    assert "Nghe kém" not in page
    assert "Nhìn kém" not in page


def test_a_spreadsheet_is_taken_out_on_a_page(school: School, window: Client, desk: Desk) -> None:
    desk.apply(xlsx({"3A": [HEADINGS, AN]}))
    assert "All classes" in body(window.get(reverse("export")))
    answer = window.post(
        reverse("export"),
        {"kind": "pupils", "year": school.year.pk, "school_class": school.class_3a.pk},
    )
    assert answer["Content-Disposition"] == f'attachment; filename="pupils-{school.year.pk}.xlsx"'
    assert open_workbook(answer.content).sheets[0].rows[1][3] == "Nguyễn Văn An"


@pytest.mark.parametrize("who", ["dao", "hoa", "phuc"])
def test_only_the_board_and_the_leaders_open_these_pages(
    school: School, window: Client, desk: Desk, client: Client, who: str
) -> None:
    run = desk.compare(xlsx({"3A": [HEADINGS, AN]}))
    client.force_login(getattr(school, who))
    named = ("import", "import_apply", "import_undo", "import_refused")
    pages = [*map(reverse, ("imports", "import_new", "export"))]
    pages += [reverse(name, args=[run.public_id]) for name in named]
    for page in pages:
        answers = client.get(page), client.post(page, {"seen": run.fingerprint})
        assert {answer.status_code for answer in answers} <= {403, 405}, page
    assert not Pupil.objects.exists()


def test_new_rows_are_told_before_they_are_applied(school: School, window: Client) -> None:
    """Of pupils the class, birth date and gender; of staff the user name and group; and what is made."""
    row = [*BINH[:5], "3B"]
    first = form(school, xlsx({"3A": [HEADINGS, AN, row]}), make_missing="on")
    window.post(reverse("import_new"), first)
    answer = window.get(ImportRun.objects.get().get_absolute_url())
    page = body(answer)
    assert re.search(r"3A · .*03/05/2018 · .*nam", page)
    assert answer.context["to_be_made"] == ["3B"]
    assert "3B" in page
    assert re.search(r"C “Họ và tên” → .*D “Ngày sinh” → ", page)
    rows = [["Họ và tên", "Giới tính", "Tổ"], ["Ngô Thị Lan", "Nữ", "Tổ 9"]]
    window.post(reverse("import_new"), form(school, xlsx({"a": rows}), "staff", make_missing="on"))
    answer = window.get(ImportRun.objects.first().get_absolute_url())
    page = body(answer)
    assert re.search(r"lannt · .*Tổ 9", page)
    assert answer.context["to_be_made"] == ["Tổ 9"]


def test_what_will_be_made_is_no_longer_told_when_it_is_made(
    school: School, window: Client
) -> None:
    first = form(school, xlsx({"3A": [HEADINGS, [*BINH[:5], "3B"]]}), make_missing="on")
    window.post(reverse("import_new"), first)
    run = ImportRun.objects.get()
    window.post(reverse("import_apply", args=[run.public_id]), {"seen": run.fingerprint})
    assert not window.get(run.get_absolute_url()).context["to_be_made"]


def many(count: int) -> bytes:
    rows = [
        [
            str(n),
            f"79{n:08d}",
            f"Nguyễn Văn {['An', 'Bình', 'Chi', 'Dũng'][n % 4]}",
            date(2018, 1, 1 + n % 28),
            "Nam",
            "3A",
        ]
        for n in range(count)
    ]
    return xlsx({"3A": [HEADINGS, *rows]})


@pytest.mark.parametrize("count", [2, 400])
def test_no_page_asks_the_database_more_often_for_more_rows(
    school: School, window: Client, count: int
) -> None:
    with CaptureQueriesContext(connection) as upload:
        window.post(reverse("import_new"), form(school, many(count)))
    run = ImportRun.objects.get()
    with CaptureQueriesContext(connection) as difference:
        page = window.get(run.get_absolute_url())
    with CaptureQueriesContext(connection) as listed:
        window.get(reverse("imports"))
    assert len(page.content) < 80_000
    for asked in (difference, listed):
        assert len(asked) <= MOST_QUERIES, [one["sql"] for one in asked]
    assert len(upload) <= 25
    with CaptureQueriesContext(connection) as applied:
        answer = window.post(
            reverse("import_apply", args=[run.public_id]), {"seen": run.fingerprint}
        )
    assert answer.status_code == 302
    assert len(applied) <= 60
