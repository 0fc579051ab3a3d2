"""A score sheet: filled in on its page, confirmed by its teacher's own signature, opened by a leader."""

import json
from datetime import date

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from documents import archive
from documents.assessment import kept_by_assessment
from documents.assessment.models import CellChange, PupilResults
from documents.checking.verdicts import Outcome
from documents.models import SignedFile
from documents.records.score_sheet.models import ScoreSheet
from documents.stages import shown_file
from people.models import AssessmentPeriod, Assignment, Duty, Pupil, Staff
from people.movements.models import Kind
from tests.documents.checking.test_verify_page import upload
from tests.documents.pdf_a import faults_of
from tests.documents.records.plans import PIN, sign, step_url
from tests.documents.records.sheets import (
    URL,
    fill,
    now,
    open_period,
    open_sheet,
    pupils_of_3a,
    rows_url,
    send_row,
    sheet_of,
    typed,
    values_of,
)
from tests.people.pupils_of import move, pupil
from tests.refused import refused
from tests.school import School
from workflows import consistency
from workflows.models import Approval, Event, Submission
from workflows.states import State, Step

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def period(school: School) -> AssessmentPeriod:
    return open_period(school)


@pytest.fixture
def pupils(school: School) -> list[Pupil]:
    return pupils_of_3a(school)


@pytest.fixture
def sheet(school: School, period: AssessmentPeriod, pupils: list[Pupil]) -> ScoreSheet:
    return sheet_of(school, period, school.nam, school.toan)


@pytest.fixture
def confirmed(signing_school: School, sheet: ScoreSheet) -> ScoreSheet:
    fill(sheet, signing_school.nam)
    sign(Step.SUBMIT, sheet.approval, signing_school.nam)
    return sheet


def test_the_own_signature_ends_its_way(
    signing_school: School, confirmed: ScoreSheet, pdf_text
) -> None:
    approval = confirmed.approval
    assert (approval.state, approval.is_final) == (State.CONFIRMED, True)
    file = SignedFile.objects.get(approval=approval)
    pdf = archive.read(file.sha256)
    assert faults_of(pdf) == set()
    said = pdf_text(pdf)
    for word in ("PHIẾU ĐIỂM TOÁN", "3A", "Trần Văn Bình", "Lê Văn Nam", "GIÁO VIÊN"):
        assert word in said.upper() if word.isupper() else word in said
    assert consistency.all_contradictions() == []


def test_the_public_check_calls_it_genuine_and_current(
    confirmed: ScoreSheet, client, school: School
) -> None:
    file = shown_file(confirmed)
    assert file is not None
    answer = upload(client, archive.read(file.sha256))
    assert answer.context["report"].meaning.outcome == Outcome.CURRENT


def test_an_unfinished_sheet_cannot_be_confirmed(
    signing_school: School, sheet: ScoreSheet, pupils: list[Pupil]
) -> None:
    typed(sheet, signing_school.nam, {pupils[0]: {"level": "T", "mark": "9"}})
    with refused("cell_empty"):
        sign(Step.SUBMIT, sheet.approval, signing_school.nam)


def test_who_takes_over_the_class_goes_on_and_confirms(
    signing_school: School, sheet: ScoreSheet
) -> None:
    school = signing_school
    Assignment.objects.filter(staff=school.nam, duty=Duty.SUBJECT_TEACHER).update(
        ends_on=date(2026, 11, 22)
    )
    Assignment.objects.create(
        staff=school.yen,
        duty=Duty.SUBJECT_TEACHER,
        school_class=school.class_3a,
        subject=school.toan,
        starts_on=date(2026, 11, 23),
    )
    fill(sheet, school.yen)
    with refused("not_yours"):
        sign(Step.SUBMIT, sheet.approval, school.nam)
    sign(Step.SUBMIT, sheet.approval, school.yen)
    assert sheet.approval.author == school.yen


def test_what_is_confirmed_is_closed_on_every_door(
    signing_school: School, confirmed: ScoreSheet, pupils: list[Pupil], at_screen
) -> None:
    school, an = signing_school, pupils[0]
    with refused("record_closed"):
        typed(confirmed, school.nam, {an: {"mark": "10"}})
    nam = at_screen(school.nam)
    assert send_row(nam, confirmed, an, 1, mark="10").status_code == 404
    for name in ("edit", "fill", "undo"):
        url = reverse(f"score_sheet:{name}", args=[confirmed.approval.public_id])
        assert nam.post(url, {"column": "mark", "value": "10"}).status_code == 404
    rows = PupilResults.objects.filter(approval=confirmed.pk)
    for write in (
        lambda: rows.update(values={"mark": 10}),
        lambda: rows.delete(),
        lambda: PupilResults.objects.create(approval=confirmed.approval, pupil=an),
        lambda: CellChange.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    with refused("record_closed"):
        confirmed.save()
    assert rows.get(pupil=an).values == {"level": "T", "mark": 9, "comment": "Chăm chỉ, tiến bộ."}


def test_names_changed_afterwards_change_nothing_that_was_signed(
    signing_school: School, confirmed: ScoreSheet, pupils: list[Pupil]
) -> None:
    school = signing_school
    for row, field in ((school.class_3a, "name"), (school.toan, "name"), (pupils[0], "given_name")):
        setattr(row, field, "3H" if field == "name" else "Hoài")
        row.save()
    assert consistency.all_contradictions() == []
    content = json.loads(Submission.objects.get(approval=confirmed.pk).content)
    assert (content["class"], content["rows"][0]["name"]) == ("3A", "Nguyễn Thị An")
    open_sheet(confirmed, school.nam, school.minh, f"{pupils[0].pk}-mark")
    assert confirmed.approval.state == State.DRAFT


def test_one_sheet_of_a_post_and_period(
    school: School, sheet: ScoreSheet, period: AssessmentPeriod
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        sheet_of(school, period, school.nam, school.toan)


@pytest.mark.parametrize("who", ["dao", "hoa", "thu", "van", "phuc"])
def test_nobody_begins_anothers_sheet(school: School, period: AssessmentPeriod, who: str) -> None:
    with refused("not_yours"):
        sheet_of(school, period, getattr(school, who), school.toan)


@pytest.mark.parametrize("moment", ["2026-11-08T22:00:00+07:00", "2027-01-01T00:10:00+07:00"])
def test_a_closed_window_holds_for_every_step(
    signing_school: School, sheet: ScoreSheet, period: AssessmentPeriod, moment: str
) -> None:
    school = signing_school
    fill(sheet, school.nam)
    code = "window_not_open_yet" if moment.startswith("2026-11") else "window_closed"
    with time_machine.travel(moment), refused(code):
        sign(Step.SUBMIT, sheet.approval, school.nam)
    sign(Step.SUBMIT, sheet.approval, school.nam)
    with time_machine.travel(moment), refused(code):
        sheet_of(school, period, school.hoa, school.tieng_viet)


def test_qualities_and_competencies_are_the_homeroom_teachers(
    signing_school: School, period: AssessmentPeriod, pupils: list[Pupil]
) -> None:
    school = signing_school
    sheet = sheet_of(school, period, school.dao)
    assert len(sheet.columns) == 15
    answers = typed(sheet, school.dao, {pupils[0]: {"yeu_nuoc": "d", "nhan_ai": "H"}})
    assert values_of(sheet) == {"Nguyễn Thị An": {"yeu_nuoc": "Đ"}}
    assert answers[pupils[0].pk].cells["nhan_ai"].code == "level_of_a_subject"
    fill(sheet, school.dao)
    sign(Step.SUBMIT, sheet.approval, school.dao)
    assert sheet.approval.state == State.CONFIRMED


def test_words_are_asked_for_at_the_years_end_alone(school: School, pupils: list[Pupil]) -> None:
    for moment, asked in (("mid_first", 0), ("mid_second", 0), ("end_of_year", 4)):
        sheet = sheet_of(school, open_period(school, moment), school.dao)
        written = [each for each in sheet.columns if each.code.startswith("on_")]
        assert len(written) == asked
        assert all(each.is_required for each in written)


def test_from_the_list_to_the_signed_sheet(
    signing_school: School, period: AssessmentPeriod, pupils: list[Pupil], at_screen
) -> None:
    school = signing_school
    nam = at_screen(school.nam)
    page = nam.get(URL)
    [own] = page.context["own"]
    begun = nam.post(f"{URL}new/", {"post": str(own.post), "period": period.pk})
    [sheet] = ScoreSheet.objects.all()
    assert begun.headers["Location"] == sheet.get_edit_url()
    again = nam.post(f"{URL}new/", {"post": str(own.post), "period": period.pk})
    assert again.headers["Location"] == sheet.get_edit_url()
    form = {f"v{each.pk}": "0" for each in pupils}
    form |= {f"c{each.pk}-level": "T" for each in pupils}
    form |= {f"c{each.pk}-mark": "8" for each in pupils}
    wrong = nam.post(sheet.get_edit_url(), {**form, f"c{pupils[1].pk}-mark": "8,5"})
    assert wrong.status_code == 422
    assert 'value="8,5"' in wrong.content.decode()
    assert values_of(sheet)["Nguyễn Thị An"] == {"level": "T", "mark": 8}
    form |= {f"v{each.pk}": "1" for each in pupils}
    assert nam.post(sheet.get_edit_url(), {**form, "done": ""}).status_code == 302
    approval = Approval.objects.get(pk=sheet.pk)
    page = nam.get(approval.get_absolute_url())
    sent = {"seen": page.context["approval"].version, "key": "k1", "pin": PIN}
    assert nam.post(step_url(approval, Step.SUBMIT), sent).status_code == 302
    approval.refresh_from_db()
    assert approval.state == State.CONFIRMED
    assert nam.get(URL).context["own"][0].places[0].approval == approval


def test_a_row_saves_itself(
    school: School, sheet: ScoreSheet, pupils: list[Pupil], at_screen
) -> None:
    nam, an = at_screen(school.nam), pupils[0]
    answer = send_row(nam, sheet, an, 0, level="t", mark="9.5")
    kept = answer.json()["rows"][str(an.pk)]
    assert (answer.status_code, kept["version"]) == (200, 1)
    assert kept["cells"]["level"] == {"text": "T", "sentence": "", "refused": False}
    assert kept["cells"]["mark"]["refused"]
    again = send_row(nam, sheet, an, 1, level="H").json()["rows"][str(an.pk)]
    assert again["version"] == 2
    other_tab = send_row(nam, sheet, an, 0, level="C").json()["rows"][str(an.pk)]
    assert other_tab["cells"]["level"]["refused"]
    assert values_of(sheet)["Nguyễn Thị An"] == {"level": "H"}


def test_filling_and_taking_back_on_the_page(
    school: School, sheet: ScoreSheet, pupils: list[Pupil], at_screen
) -> None:
    nam, base = at_screen(school.nam), sheet.get_edit_url().removesuffix("edit/")
    nam.post(f"{base}fill/", {"column": "level", "value": "t"})
    assert [line.values for line in now(sheet)] == [{"level": "T"}] * 3
    nam.post(f"{base}undo/", {"number": "7"})
    assert values_of(sheet) != {}
    nam.post(f"{base}undo/", {"number": "1"})
    assert values_of(sheet) == {}
    nam.post(f"{base}fill/", {"column": "level", "value": "Đ"})
    assert values_of(sheet) == {}


@pytest.mark.parametrize("who", ["dao", "hoa", "minh", "thu", "van", "phuc"])
def test_others_neither_see_nor_touch_a_draft(
    school: School, sheet: ScoreSheet, pupils: list[Pupil], at_screen, who: str
) -> None:
    client = at_screen(getattr(school, who))
    base = sheet.get_edit_url().removesuffix("edit/")
    for url in (sheet.get_edit_url(), sheet.approval.get_absolute_url()):
        assert client.get(url).status_code == 404
    for url in (sheet.get_edit_url(), f"{base}fill/", f"{base}undo/", rows_url(sheet)):
        sent = {f"v{pupils[0].pk}": "0", f"c{pupils[0].pk}-mark": "10", "number": "1"}
        assert client.post(url, sent).status_code == 404
    assert values_of(sheet) == {}


def test_a_confirmation_asks_sixty_questions_at_most(
    signing_school: School, sheet: ScoreSheet, django_assert_max_num_queries
) -> None:
    fill(sheet, signing_school.nam)
    with django_assert_max_num_queries(60):
        sign(Step.SUBMIT, sheet.approval, signing_school.nam)
    assert Event.objects.filter(kind=Step.SUBMIT).count() == 1


def test_the_page_of_a_large_class_is_light(
    school: School, period: AssessmentPeriod, at_screen, django_assert_max_num_queries
) -> None:
    """45 pupils, 15 columns: at most twelve questions and 100 KB."""
    for number in range(45):
        child = pupil(f"Nguyễn Hoàng Phương {chr(65 + number % 26)}nh{number}")
        move(child, Kind.ADMISSION, school.class_3a, school.van)
    sheet = sheet_of(school, period, school.dao)
    fill(sheet, school.dao)
    dao = at_screen(school.dao)
    dao.get(sheet.get_edit_url())
    with django_assert_max_num_queries(12):
        page = dao.get(sheet.get_edit_url())
    assert page.content.decode().count("<input name=") == 45 * 15
    assert len(page.content) <= 100_000, "also where numbers of pupils have four digits"


def test_a_sheet_is_a_frozen_form_until_a_name_is_too_long_for_its_line(
    signing_school: School, sheet: ScoreSheet, pupils: list[Pupil], pdf_text
) -> None:
    school = signing_school
    typed(sheet, school.nam, {each: {"level": "T", "mark": "9"} for each in pupils})
    assert ScoreSheet.objects.get(pk=sheet.pk).frozen_form() is not None
    Pupil.objects.filter(pk=pupils[0].pk).update(
        surname="Công Tằng Tôn Nữ", middle_name="Thị Hoàng Phương Thảo Nguyên"
    )
    assert ScoreSheet.objects.get(pk=sheet.pk).frozen_form() is None
    sign(Step.SUBMIT, sheet.approval, school.nam)
    file = shown_file(sheet)
    assert file is not None
    pdf = archive.read(file.sha256)
    assert "Công Tằng Tôn Nữ Thị Hoàng Phương" in pdf_text(pdf)
    assert faults_of(pdf) == set()


def test_sheets_not_begun_are_asked_for_and_vanish_by_themselves(
    school: School, period: AssessmentPeriod, at_screen
) -> None:
    def errands(person: Staff) -> list[tuple[str, date | None]]:
        groups = at_screen(person).get("/").context["groups"]
        items = [item for _name, group in groups for item in group]
        return [(each.url, each.due_on) for each in items if getattr(each, "url", "") == URL]

    due = [(URL, period.closes_on)]
    assert errands(school.nam) == due
    assert errands(school.dao) == due
    assert errands(school.phuc) == errands(school.thu) == errands(school.van) == []
    school.substitution(absent=school.nam, substitute=school.phuc)
    assert errands(school.phuc) == due
    sheet_of(school, period, school.nam, school.toan)
    assert errands(school.nam) == errands(school.phuc) == []
    with time_machine.travel("2027-01-01T09:00:00+07:00"):
        assert errands(school.dao) == []


def test_a_familys_copy_has_what_was_confirmed_and_no_draft(
    signing_school: School, sheet: ScoreSheet, pupils: list[Pupil]
) -> None:
    def copied() -> tuple[int, int]:
        tables = {table.name: table for table in kept_by_assessment.results(pupils[0])}
        changes = tables.get("result_changes")
        return len(tables["results"].rows), len(changes.rows) if changes else 0

    fill(sheet, signing_school.nam)
    assert copied() == (0, 0)
    sign(Step.SUBMIT, sheet.approval, signing_school.nam)
    assert copied() == (1, 3)
