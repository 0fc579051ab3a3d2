"""A leaver's hand-over file: everything issued, byte for byte, with a page to read and a receipt."""

from typing import Any

import pytest
from django.urls import reverse

from documents import archive
from documents.handover.packing import unpack
from documents.records.transcript.models import DigitalFile, Transcript
from documents.stages import shown_file
from tests.documents.records.test_transcript import ask_back, withdraw
from tests.documents.records.transcripts import (
    AN,
    BINH,
    closed_year,
    drawn_up,
    go,
    known_to_the_ministry,
)
from tests.school import School
from workflows.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def transcripts(office: School) -> list[Transcript]:
    closed_year(office)
    known_to_the_ministry(office)
    found = drawn_up(office)
    for place in (AN, BINH):
        go(found[place], office)
    return found


def url_of(transcript: Transcript) -> str:
    return reverse("transcript:hand_over", args=[transcript.pupil.public_id])


def test_the_office_makes_it_from_the_pupils_page(
    transcripts: list[Transcript], office: School, at_screen: Any, pdf_text: Any
) -> None:
    an, clerk = transcripts[AN], at_screen(office.van)
    assert url_of(an) in clerk.get(an.pupil.get_absolute_url()).content.decode()
    assert "hoc-ba-2026-2027.xml" in clerk.get(url_of(an)).content.decode()
    opened = unpack(clerk.post(url_of(an)).content)
    assert opened.manifest.pupil.name == an.pupil.full_name
    assert opened.files["hoc-ba-2026-2027.pdf"] == archive.read(shown_file(an).sha256)
    digital = DigitalFile.objects.get(approval=an.pk, is_complete=True)
    assert opened.files["hoc-ba-2026-2027.xml"] == archive.read(digital.sha256)
    page = opened.files["index.html"].decode()
    assert an.pupil.full_name in page
    assert transcripts[BINH].pupil.full_name not in page
    assert "<script" not in page
    assert an.pupil.full_name in pdf_text(opened.files["bien-ban-giao-nhan.pdf"])
    assert Event.objects.filter(kind="handover_made").count() == 1


def test_what_was_taken_back_does_not_go_along_and_its_year_is_named(
    transcripts: list[Transcript], office: School, at_screen: Any
) -> None:
    an, clerk = transcripts[AN], at_screen(office.van)
    withdraw(ask_back(an, office.dao), office.thu)
    page = clerk.get(url_of(an))
    assert (page.context["contents"].files, page.context["contents"].missing) == (
        {},
        (an.year.name,),
    )
    assert set(unpack(clerk.post(url_of(an)).content).files) == {
        "index.html",
        "bien-ban-giao-nhan.pdf",
    }


def test_teachers_make_none(transcripts: list[Transcript], office: School, at_screen: Any) -> None:
    for by in (office.dao, office.hoa, office.phuc):
        window = at_screen(by)
        assert window.get(url_of(transcripts[AN])).status_code == 403
        assert window.post(url_of(transcripts[AN])).status_code == 403
    page = at_screen(office.dao).get(transcripts[AN].pupil.get_absolute_url())
    assert url_of(transcripts[AN]) not in page.content.decode()
