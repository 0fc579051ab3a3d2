"""A record whose paper is a form: filled at submission, signed at each desk, genuine to whoever asks."""

import io
import json

import pikepdf
import pytest
from django.core.management import call_command

from documents import archive, signing, unsigned
from documents.forms import CannotFill
from documents.models import PaperToken
from documents.stages import shown_file
from people.refusals import Refusal
from tests.documents.pdf_a import faults_of
from tests.documents.records.plans import PIN, sign
from tests.documents.signing import tampering
from tests.records.pupil_report.models import PupilReport
from tests.school import School
from workflows import steps
from workflows.states import State, Step


@pytest.fixture
def class_school(signing_school: School, settings, tmp_path) -> School:
    settings.SOKY_TRUST = tmp_path / "trust"
    seal = signing.Registration(staff=signing_school.van, is_seal=True, evidence="Quyết định số 1.")
    signing.keys.make(signing.register(seal, signing_school.thu), PIN)
    return signing_school


def report(school: School, **facts: str) -> PupilReport:
    record = PupilReport(**{"pupil": "Lý Thị Ẩn", "comment": "Chăm ngoan.\nTiến bộ.", **facts})
    steps.open_approval(
        record,
        by=school.dao,
        school_year=school.year,
        group=school.group,
        school_class=school.class_3a,
    )
    return record


def file_of(record: PupilReport) -> bytes:
    return archive.read(shown_file(record).sha256)


def verified(pdf: bytes, tmp_path, capsys) -> str:
    (tmp_path / "file.pdf").write_bytes(pdf)
    capsys.readouterr()
    with pytest.raises(SystemExit):
        call_command("verify_file", tmp_path / "file.pdf", "--json")
    return json.loads(capsys.readouterr().out)["outcome"]


def test_from_the_draft_to_the_seal_and_genuine(class_school, pdf_text, tmp_path, capsys):
    record = report(class_school)
    for step, by in (
        (Step.SUBMIT, class_school.dao),
        (Step.REVIEW, class_school.hoa),
        (Step.SIGN, class_school.minh),
        (Step.LOCK, class_school.thu),
        (Step.ISSUE, class_school.van),
    ):
        sign(step, record.approval, by)
        assert faults_of(file_of(record)) == set()
    assert record.approval.state == State.ISSUED
    text = pdf_text(file_of(record))
    for words in (
        "PHIẾU NHẬN XÉT",
        "Lý Thị Ẩn",
        "Chăm ngoan. Tiến bộ.",
        class_school.thu.full_name,
    ):
        assert words in text
    assert PaperToken.objects.filter(approval=record.approval).count() == 1
    assert verified(file_of(record), tmp_path, capsys) == "current"
    assert verified(tampering.page_turned(file_of(record)), tmp_path, capsys) == "changed"


def test_what_does_not_fit_is_refused_at_submission_and_nothing_has_happened(class_school):
    record = report(class_school, comment="Rất ngoan. " * 800)
    with pytest.raises(Refusal) as refused:
        sign(Step.SUBMIT, record.approval, class_school.dao)
    assert [(each.code, each.field) for each in refused.value.problems] == [
        ("too_long_for_paper", "comment")
    ]
    record.approval.refresh_from_db()
    assert record.approval.state == State.DRAFT
    assert shown_file(record) is None


def test_one_that_does_not_fit_keeps_no_other_from_being_printed(class_school):
    records = [report(class_school), report(class_school, pupil="😀"), report(class_school)]
    papers = list(unsigned.papers_of(records).values())
    assert isinstance(papers[1], CannotFill)
    assert papers[1].problems[0].code == "letters_missing"
    assert {len(pikepdf.open(io.BytesIO(papers[each].pdf)).pages) for each in (0, 2)} == {1}


def test_what_must_grow_goes_the_ordinary_way(class_school, monkeypatch, pdf_text):
    record = report(class_school, comment="Rất ngoan. " * 800)
    filling = record.frozen_form()
    monkeypatch.setattr(PupilReport, "frozen_form", lambda self: None)
    monkeypatch.setattr(PupilReport, "print_context", lambda self: filling.context())
    paper = unsigned.papers_of([record])[record.pk]
    assert len(pikepdf.open(io.BytesIO(paper.pdf)).pages) > 1
    assert pdf_text(paper.pdf).count("ngoan.") == 800


def test_very_many_are_filled_by_other_processes_alike(class_school, monkeypatch):
    records = [report(class_school) for _number in range(3)]
    monkeypatch.setattr(unsigned.tokens, "new_token", lambda: "x" * 22)
    here = [stage.pdf for stage in unsigned.papers_of(records).values()]
    monkeypatch.setattr(unsigned, "FORMS_WORTH_A_POOL", 1)
    assert [stage.pdf for stage in unsigned.papers_of(records).values()] == here
    assert len(set(here)) == 1
