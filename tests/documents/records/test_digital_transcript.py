"""The digital transcript is signed in the same acts as the paper, and issued with it."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from lxml import etree

from documents import archive
from documents.checking.verdicts import Outcome
from documents.files_in_use import files_in_use
from documents.models import SigningKey
from documents.records.transcript.digital import DigitalFile
from documents.records.transcript.models import Transcript
from documents.records.transcript.xml.verifying import verify
from people.models import Pupil, Staff
from tests.documents.records.plans import sign
from tests.documents.records.test_transcript import ask_back, withdraw
from tests.documents.records.transcripts import (
    AN,
    BINH,
    HEAD,
    TEACHER,
    closed_year,
    drawn_up,
    go,
    known_to_the_ministry,
    with_seal,
)
from tests.documents.transcript_xml.files import signed
from tests.school import School
from workflows import consistency
from workflows.models import Approval
from workflows.states import State, Step

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def transcripts(signing_school: School) -> list[Transcript]:
    school = with_seal(signing_school)
    closed_year(school)
    known_to_the_ministry(school)
    return drawn_up(school)


def issued(transcript: Transcript) -> bytes:
    file = DigitalFile.objects.get(approval=transcript.pk, is_complete=True)
    return archive.read(file.sha256)


def test_it_is_signed_by_teacher_principal_and_school_as_the_paper_goes(
    transcripts: list[Transcript],
    signing_school: School,
) -> None:
    approval = go(transcripts[AN], signing_school)
    found = verify(issued(transcripts[AN]))
    assert found.holds
    assert [(slot.slot, slot.personal_id) for slot in found.slots] == [
        *(("GVCN", TEACHER), ("CBQL", HEAD), ("KY_PHAT_HANH", ""))
    ]
    keys = SigningKey.objects.filter(fingerprint__isnull=False)
    known = {bytes(key.certificate) for key in keys}
    assert {slot.certificate for slot in found.slots} <= known
    assert DigitalFile.objects.filter(approval=approval).count() == 3
    assert set(DigitalFile.objects.values_list("sha256", flat=True)) <= files_in_use()
    assert consistency.all_contradictions() == []


def test_it_says_what_the_paper_says(
    transcripts: list[Transcript],
    signing_school: School,
) -> None:
    go(transcripts[BINH], signing_school)
    root, facts = etree.fromstring(issued(transcripts[BINH])), transcripts[BINH].facts
    assert root.findtext(".//HO_VA_TEN") == facts["pupil"]["name"]
    assert root.findtext(".//TONG_SO_BUOI_NGHI_CO_PHEP") == "2"
    levels = {
        row.findtext("MA_MON_HOC"): row.findtext("MUC_DAT_DUOC")
        for row in root.iter("DIEM_TONG_KET")
    }
    assert levels == {subject["code"]: subject["level"] for subject in facts["subjects"]}
    assert root.findtext(".//NHAN_XET_GVCN") == facts["comments"]["on_the_year"]


def test_whoever_lacks_a_field_gets_the_paper_alone(
    transcripts: list[Transcript],
    signing_school: School,
) -> None:
    Pupil.objects.filter(pk=transcripts[AN].pupil_id).update(personal_id=None)
    [an, binh, _cuc] = drawn_up(signing_school)
    assert go(an, signing_school).state == State.ISSUED
    go(binh, signing_school)
    assert not DigitalFile.objects.filter(approval=an.pk).exists()
    assert verify(issued(binh)).holds


def test_a_leader_whom_the_data_do_not_name_signs_the_paper_alone(
    transcripts: list[Transcript],
    signing_school: School,
) -> None:
    go(transcripts[AN], signing_school, Step.SIGN)
    Staff.objects.filter(pk=signing_school.thu.pk).update(personal_id="080070000009")
    sign(Step.LOCK, transcripts[AN].approval, signing_school.thu)
    sign(Step.ISSUE, transcripts[AN].approval, signing_school.van)
    assert Approval.objects.get(pk=transcripts[AN].pk).state == State.ISSUED
    assert not DigitalFile.objects.filter(is_complete=True).exists()


def test_a_teacher_without_a_number_leaves_the_optional_place_empty(
    transcripts: list[Transcript],
    signing_school: School,
) -> None:
    Staff.objects.filter(pk=signing_school.dao.pk).update(personal_id=None)
    go(transcripts[AN], signing_school)
    assert [slot.slot for slot in verify(issued(transcripts[AN])).slots] == ["CBQL", "KY_PHAT_HANH"]


def test_it_is_handed_out_to_who_reads_the_record(
    transcripts: list[Transcript],
    signing_school: School,
    at_screen: Any,
) -> None:
    url = f"/transcripts/{transcripts[AN].approval.public_id}/hoc-ba-so.xml"
    assert at_screen(signing_school.dao).get(url).status_code == 404
    approval = go(transcripts[AN], signing_school)
    answer = at_screen(signing_school.dao).get(url)
    assert answer.content == issued(transcripts[AN])
    assert at_screen(signing_school.phuc).get(url).status_code == 404
    assert url in at_screen(signing_school.thu).get(approval.get_absolute_url()).content.decode()


def test_a_digital_file_that_was_exchanged_is_noticed(
    transcripts: list[Transcript],
    signing_school: School,
) -> None:
    go(transcripts[AN], signing_school)
    row = DigitalFile.objects.get(is_complete=True)
    DigitalFile.objects.filter(pk=row.pk).update(sha256=archive.put(b"<HOC_BA/>"))
    assert len(consistency.all_contradictions()) == 1


# Whoever brings the file.


def brought(client: Any, data: bytes) -> Any:
    answer = client.post("/verify/", {"file": SimpleUploadedFile("hoc-ba.xml", data)})
    return answer.context["other"]


def test_the_public_page_and_the_command_say_what_the_file_proves(
    transcripts: list[Transcript],
    signing_school: School,
    client: Any,
    tmp_path: Path,
    capsys: Any,
) -> None:
    go(transcripts[AN], signing_school)
    data = issued(transcripts[AN])
    report = brought(client, data)
    assert report.outcome == Outcome.CURRENT
    assert [each.name for each in report.signatures] == [
        *("Lê Thị Đào", "Nguyễn Thị Thu", "Võ Thị Vân")
    ]
    (tmp_path / "hb.xml").write_bytes(data)
    for options in ([], ["--json"]):
        with pytest.raises(SystemExit) as end:
            call_command("verify_file", tmp_path / "hb.xml", *options)
        assert end.value.code == 0
    assert '"outcome": "current"' in capsys.readouterr().out


def test_a_withdrawn_a_changed_and_an_unknown_one_are_told_apart(
    transcripts: list[Transcript],
    signing_school: School,
    client: Any,
) -> None:
    go(transcripts[AN], signing_school)
    data = issued(transcripts[AN])
    changed = data.replace(b"<DIEM_KIEM_TRA_DINH_KY>9<", b"<DIEM_KIEM_TRA_DINH_KY>8<", 1)
    assert brought(client, changed).outcome == Outcome.CHANGED
    assert brought(client, b"<HOC_BA>").outcome == Outcome.UNREADABLE
    assert brought(client, signed()).outcome == Outcome.DOUBTFUL
    assert brought(client, b"<?xml" + b" " * 1024 * 1024).outcome == Outcome.UNJUDGED
    withdraw(ask_back(transcripts[AN], signing_school.dao), signing_school.thu)
    assert brought(client, data).outcome == Outcome.WITHDRAWN


def test_a_stage_that_is_not_issued_yet_says_so(
    transcripts: list[Transcript],
    signing_school: School,
    client: Any,
) -> None:
    go(transcripts[AN], signing_school, Step.SUBMIT)
    data = archive.read(DigitalFile.objects.get().sha256)
    assert brought(client, data).outcome == Outcome.UNFINISHED
