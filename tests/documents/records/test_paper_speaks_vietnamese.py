"""Whatever language a request, a command or a process speaks: what is printed is Vietnamese."""

import re
from collections.abc import Callable
from datetime import date

from django.test import Client
from django.urls import reverse
from django.utils import translation

from documents import archive
from documents.document import Document
from documents.records.transcript.models import Transcript
from documents.stages import shown_file
from documents.unsigned import papers_of
from people.models import IntakeRegister, Movement
from people.movements.models import Kind
from tests.documents.records.plans import locked_plan, plan_of
from tests.documents.records.sheets import fill, open_period, sheet_of
from tests.documents.records.test_enrolment_register import drawn_up, intake, office
from tests.documents.records.test_gradebook import book_of
from tests.documents.records.transcripts import facts_of_grade
from tests.people.pupils_of import move
from tests.school import School
from workflows import registry, steps

__all__ = ["intake", "office"]
Text = Callable[[bytes], str]


def printed(record: Document, language: str) -> bytes:
    with translation.override(language):
        return papers_of([record])[record.pk].pdf


def transcript_of(school: School) -> Transcript:
    pupil = Movement.objects.order_by("pk")[0].pupil
    transcript = Transcript(pupil=pupil, year=school.year, facts=facts_of_grade(3))
    places = {"school_year": school.year, "school_class": school.class_3a}
    steps.open_approval(transcript, by=school.dao, **places)
    return transcript


def test_every_paper_says_the_same_in_an_english_process(
    office: School, intake: IntakeRegister, pdf_text: Text
) -> None:
    parts = {"upload_sha256": "", "adjustments": "Cần thêm thời gian."}
    grade = {"school_class": None, **parts}
    period = open_period(office)
    sheets = [
        sheet_of(office, period, office.dao),
        sheet_of(office, period, office.nam, office.toan),
    ]
    fill(sheets[0], office.dao)
    plans = [plan_of(office, office.dao, **grade), drawn_up(office, intake)]
    records = [*plans, *sheets, book_of(office, period), transcript_of(office)]
    kinds = {kind.model for kind in registry.all_types() if issubclass(kind.model, Document)}
    ours = {model for model in kinds if model.__module__.startswith("documents.records.")}
    assert {type(record) for record in records} == ours, "a new type is to be printed here, too"
    for record in records:
        contents = []
        for language in ("vi", "en"):
            with translation.override(language):
                contents.append(type(record).objects.get(pk=record.pk).canonical())
        assert contents[0] == contents[1]
        text = pdf_text(printed(record, "vi"))
        assert pdf_text(printed(record, "en")) == text
        assert len(text) > 300


def test_stamps_of_an_english_process_are_vietnamese(
    signing_school: School, pdf_text: Text
) -> None:
    texts = []
    for language in ("vi", "en"):
        with translation.override(language):
            plan = locked_plan(signing_school)
        text = pdf_text(archive.read(shown_file(plan).sha256))
        texts.append(re.sub(r"[\d:]+", "", text))  # the moment of signing
    assert texts[0] == texts[1]
    assert "HIỆU TRƯỞNG" in texts[0]


def test_the_letter_to_the_next_school_is_vietnamese(
    office: School, intake: IntakeRegister, client: Client
) -> None:
    leaving = {"other_school": "TH Cần Đước", "reason": "Chuyển nhà", "papers": ["transcript"]}
    binh = Movement.objects.order_by("pk")[0].pupil
    row = move(binh, Kind.TRANSFER_OUT, None, office.van, on=date(2026, 10, 6), **leaving)
    client.force_login(office.van, "people.accounts.backend.StaffBackend")
    letters = []
    for language in ("vi", "en"):
        with translation.override(language):
            page = client.get(reverse("transfer_letter", args=[row.pk])).content.decode()
        letters.append(page.partition("<article")[2].partition("</article>")[0])
    assert letters[0] == letters[1]
    assert "Học bạ" in letters[0]
