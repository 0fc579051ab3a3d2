"""What a leaver takes along of issued transcripts: the very files, and nobody else's."""

import pytest

from documents import archive
from documents.handover.manifest import LeavingPupil
from documents.handover.packing import pack, unpack
from documents.records.transcript.issued_files import issued_years
from documents.records.transcript.models import Transcript
from documents.records.transcript.xml.verifying import verify
from documents.signing import sandboxed
from documents.stages import shown_file
from tests.documents.records.test_transcript import ask_back, withdraw
from tests.documents.records.transcripts import (
    AN,
    BINH,
    CUC,
    closed_year,
    drawn_up,
    go,
    known_to_the_ministry,
    with_seal,
)
from tests.school import School
from workflows.states import Step

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def transcripts(signing_school: School) -> list[Transcript]:
    school = with_seal(signing_school)
    closed_year(school)
    known_to_the_ministry(school)
    return drawn_up(school)


def test_the_signed_files_arrive_as_they_are_kept(
    transcripts: list[Transcript], signing_school: School
) -> None:
    an = transcripts[AN]
    go(an, signing_school)
    [year] = issued_years(an.pupil)
    files = {"hoc-ba.pdf": year.pdf, "hoc-ba.xml": year.xml}
    leaver = LeavingPupil(an.pupil.full_name, "2018-03-02", "080218000001", "")
    arrived = unpack(pack("Trường Tiểu học Tân Tập", leaver, files)).files
    paper = shown_file(an)
    assert paper is not None
    assert arrived["hoc-ba.pdf"] == archive.read(paper.sha256)
    assert all(each.holds for each in sandboxed.examine(arrived["hoc-ba.pdf"]).signatures)
    assert verify(arrived["hoc-ba.xml"]).holds
    for other in (transcripts[BINH], transcripts[CUC]):
        assert other.pupil.full_name.encode() not in arrived["hoc-ba.xml"]


def test_what_is_not_issued_or_was_withdrawn_does_not_go_along(
    transcripts: list[Transcript], signing_school: School
) -> None:
    go(transcripts[AN], signing_school)
    go(transcripts[BINH], signing_school, Step.LOCK)
    withdraw(ask_back(transcripts[AN], signing_school.dao), signing_school.thu)
    for transcript in transcripts:
        assert list(issued_years(transcript.pupil)) == []
