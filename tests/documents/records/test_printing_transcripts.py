"""Issued transcripts of whole classes as one file for the printer, and who made it how often."""

import io
from typing import Any

import pikepdf
import pytest
from django.urls import reverse

from documents.records.transcript.models import PrintedClass, Transcript
from documents.records.transcript.printing import lines_of, print_file
from people.movements.models import Kind
from people.new_year.unfinished import unfinished
from tests.documents.records.test_transcript import ask_back, withdraw
from tests.documents.records.transcripts import AN, BINH, closed_year, drawn_up, go
from tests.people.pupils_of import move, pupil
from tests.refused import codes_on, refused
from tests.school import School
from workflows.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def transcripts(office: School) -> list[Transcript]:
    closed_year(office)
    return drawn_up(office)


@pytest.fixture
def issued(transcripts: list[Transcript], office: School) -> list[Transcript]:
    """An and Bình; Cúc's is still a draft."""
    for place in (AN, BINH):
        go(transcripts[place], office)
    return transcripts


def test_in_the_order_of_the_class_with_a_sheet_before_them(
    issued: list[Transcript], office: School, pdf_text: Any
) -> None:
    pdf = print_file([office.class_3a], office.van, "Lưu trữ")
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        assert len(paper.pages) == 2 + 4 + 4, "each part begins on a new sheet"
        assert not any("/Annots" in page.obj for page in paper.pages)
    text = pdf_text(pdf)
    names = [text.index(f"Học bạ {name}, 3A") for name in ("Nguyễn Thị An", "Trần Văn Bình")]
    assert names == sorted(names)
    assert "Lê Thị Cúc (chưa phát hành, không có trong tập này)" in text
    assert "Nguyễn Thị Thu" in text, "the stamps of signatures are printed, too"


def test_what_was_withdrawn_is_not_printed(issued: list[Transcript], office: School) -> None:
    withdraw(ask_back(issued[AN], office.dao), office.thu)
    assert [bool(line.sha256) for line in lines_of(office.class_3a)] == [False, True, False]


def test_who_printed_what_for_is_written_down(issued: list[Transcript], office: School) -> None:
    print_file([office.class_3a], office.van, "Cấp cho học sinh")
    print_file([office.class_3a], office.thu, "Bản lưu")
    rows = PrintedClass.objects.values_list("by", "transcripts", "reason")
    assert list(rows) == [(office.thu.pk, 2, "Bản lưu"), (office.van.pk, 2, "Cấp cho học sinh")]
    assert Event.objects.filter(kind="transcripts_printed").count() == 2


def test_nothing_issued_is_refused_and_leaves_no_trace(
    transcripts: list[Transcript], office: School
) -> None:
    with refused("nothing_to_print"):
        print_file([office.class_3a], office.van, "x")
    assert not PrintedClass.objects.exists()


def test_teachers_print_no_classes(issued: list[Transcript], office: School) -> None:
    for by in (office.dao, office.hoa):
        with refused("not_yours"):
            print_file([office.class_3a], by, "x")


def test_the_office_makes_the_file_on_its_page(
    issued: list[Transcript], office: School, at_screen: Any
) -> None:
    clerk, url = at_screen(office.van), reverse("transcript:print")
    assert codes_on(clerk.post(url, {"reason": "Lưu"})) == {"required"}
    answer = clerk.post(url, {"classes": [office.class_3a.pk], "reason": "Lưu"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    page = clerk.get(url)
    assert [row["printed"][0].reason for row in page.context["rows"]] == ["Lưu"]
    assert at_screen(office.dao).get(url).status_code == 403


def test_whoever_has_none_is_told_before_the_year_ends(
    transcripts: list[Transcript], office: School
) -> None:
    before = len(unfinished(office.year))
    move(pupil("Võ Văn Thêm"), Kind.ADMISSION, office.class_3a, office.van)
    assert len(unfinished(office.year)) == before + 1
