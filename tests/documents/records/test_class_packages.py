"""Digital transcripts of a class in a package: sealed once, kept, handed out as the gateway takes it."""

from typing import Any

import pytest
from django.urls import reverse

from documents import archive
from documents.files_in_use import files_in_use
from documents.records.transcript.models import ClassPackage, DigitalFile, Transcript
from documents.records.transcript.xml.packages import verify_package
from documents.records.transcript.xml.profile import OPEN
from documents.records.transcript.xml.transport import unpacked
from tests.documents.records.plans import PIN
from tests.documents.records.test_transcript import ask_back, withdraw
from tests.documents.records.transcripts import (
    AN,
    BINH,
    CUC,
    closed_year,
    drawn_up,
    go,
    known_to_the_ministry,
)
from tests.refused import codes_on
from tests.school import School
from workflows.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
URL = "/transcripts/packages/"


@pytest.fixture
def transcripts(office: School) -> list[Transcript]:
    """An and Bình are issued; Cúc is a draft."""
    closed_year(office)
    known_to_the_ministry(office)
    found = drawn_up(office)
    for place in (AN, BINH):
        go(found[place], office)
    return found


def send(window: Any, office: School, pin: str = PIN) -> Any:
    return window.post(URL, {"classes": [office.class_3a.pk], "pin": pin})


def test_it_holds_the_files_as_they_were_issued_under_the_seal(
    transcripts: list[Transcript], office: School, at_screen: Any
) -> None:
    clerk = at_screen(office.van)
    assert send(clerk, office).status_code == 302
    package = ClassPackage.objects.get()
    content = clerk.get(reverse("transcript:package", args=[package.pk])).content.decode()
    xml = unpacked(content)
    assert verify_package(xml).holds
    assert package.transcripts == 2
    for row in DigitalFile.objects.filter(is_complete=True):
        assert archive.read(row.sha256).partition(b"?>")[2] in xml
    assert package.sha256 in files_in_use()
    assert Event.objects.filter(kind="transcripts_packed").count() == 1


def test_the_same_files_are_packed_once_and_others_anew(
    transcripts: list[Transcript], office: School, at_screen: Any
) -> None:
    clerk = at_screen(office.van)
    for _time in range(2):
        send(clerk, office)
    assert ClassPackage.objects.count() == 1
    withdraw(ask_back(transcripts[AN], office.dao), office.thu)
    go(transcripts[CUC], office)
    send(clerk, office)
    newest, oldest = ClassPackage.objects.all()
    assert (newest.transcripts, oldest.transcripts) == (2, 2)
    assert newest.message_id != oldest.message_id
    [row] = clerk.get(URL).context["rows"]
    assert row["packages"] == [newest], "what was withdrawn is in no package that is handed out"


def test_a_wrong_pin_packs_nothing(
    transcripts: list[Transcript], office: School, at_screen: Any
) -> None:
    clerk = at_screen(office.van)
    assert codes_on(send(clerk, office, "000111")) == {"wrong_pin"}
    assert codes_on(clerk.post(URL, {"pin": PIN})) == {"required"}
    assert not ClassPackage.objects.exists()


def test_only_the_keeper_of_the_seal_and_what_is_open_is_told(
    transcripts: list[Transcript], office: School, at_screen: Any
) -> None:
    for by in (office.dao, office.hoa, office.thu):
        assert at_screen(by).get(URL).status_code == 403
    page = at_screen(office.van).get(URL)
    assert all(str(question) in page.context["open_questions"] for question in OPEN)
    assert page.content.decode().count("<li>") >= len(OPEN)
