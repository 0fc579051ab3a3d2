"""Comments of a class: suggested by level, read by a person, held to their box on paper, then confirmed."""

import pytest

from documents.assessment.changes import Author
from documents.assessment.models import BankSentence, ChangeSet, PupilResults
from documents.assessment.undoing import give_back, take_back_last
from documents.records.score_sheet import rules
from documents.records.score_sheet.models import ScoreSheet
from documents.records.score_sheet.paper_room import PaperRoom
from people.models import AssessmentPeriod, Pupil, Staff
from tests.documents.records.plans import sign
from tests.documents.records.sheets import (
    now,
    open_period,
    pupils_of_3a,
    send_row,
    sheet_of,
    typed,
    values_of,
)
from tests.documents.records.test_ways import decide
from tests.school import School
from workflows.states import State, Step

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

GOOD = ("Tính nhanh và chính xác.", "Giải toán có lời văn tốt.", "Trình bày bài sạch, rõ.")
LONG = "Em có nhiều tiến bộ về kĩ năng tính toán, biết giúp đỡ bạn. " * 4


@pytest.fixture
def period(school: School) -> AssessmentPeriod:
    return open_period(school)


@pytest.fixture
def pupils(school: School) -> list[Pupil]:
    return pupils_of_3a(school)


@pytest.fixture
def sheet(school: School, period: AssessmentPeriod, pupils: list[Pupil]) -> ScoreSheet:
    return sheet_of(school, period, school.nam, school.toan)


def sentence(text: str, owner: Staff | None = None, **facts: object) -> BankSentence:
    facts = {"about": "TOAN", "level": "T", **facts}
    return BankSentence.objects.create(owner=owner, text=text, **facts)


@pytest.fixture
def bank(school: School) -> None:
    for text in GOOD:
        sentence(text)


def url(sheet: ScoreSheet, act: str) -> str:
    return f"{sheet.get_edit_url().removesuffix('edit/')}{act}/"


def suggest(at_screen, sheet: ScoreSheet, who: Staff) -> int:
    return at_screen(who).post(url(sheet, "suggest")).status_code


def codes(sheet: ScoreSheet) -> list[str]:
    return [each.code for each in rules.problems(ScoreSheet.objects.get(pk=sheet.pk))]


def levels(sheet: ScoreSheet, who: Staff, pupils: list[Pupil], **more: str) -> None:
    typed(sheet, who, {pupil: {"level": "T", "mark": "9", **more} for pupil in pupils})


def page_data(sheet: ScoreSheet) -> dict[str, str]:
    """What the page sends when nothing was typed."""
    return {
        name: value
        for line in now(sheet)
        for name, value in (
            (f"v{line.pupil}", str(line.version)),
            *((f"c{line.pupil}-{code}", str(text)) for code, text in line.values.items()),
        )
    }


def test_one_command_fills_by_level_as_one_change_that_can_be_taken_back(
    school: School, sheet: ScoreSheet, pupils: list[Pupil], bank: None, at_screen
) -> None:
    an, binh, cuc = pupils
    levels(sheet, school.nam, [an, cuc])
    typed(sheet, school.nam, {binh: {"mark": "6"}, cuc: {"comment": "Của cô."}})
    before = values_of(sheet)
    assert suggest(at_screen, sheet, school.nam) == 302
    told = {line.name: line.values.get("comment") for line in now(sheet)}
    assert told[an.full_name] in GOOD
    assert (told[binh.full_name], told[cuc.full_name]) == (None, "Của cô.")
    last = ChangeSet.objects.filter(approval=sheet.pk).last()
    assert (last.means, last.cells.count()) == (ChangeSet.Means.SUGGESTED, 1)
    take_back_last(ScoreSheet.objects.get(pk=sheet.pk).to_enter(), Author(school.nam), last.number)
    assert values_of(sheet) == before
    assert not any(line.suggested for line in now(sheet))


def test_neighbours_get_other_sentences_and_only_fitting_ones(
    school: School, sheet: ScoreSheet, pupils: list[Pupil], at_screen
) -> None:
    sentence("Của lớp bốn.", grade=4)
    sentence("Cuối năm.", period="end_of_year")
    sentence("Còn cần luyện thêm.", level="C")
    sentence("Của cô Hoa.", owner=school.hoa)
    sentence(LONG)
    sentence("Chung.")
    sentence("Của thầy Nam.", owner=school.nam, grade=3, period="end_first")
    levels(sheet, school.nam, pupils)
    suggest(at_screen, sheet, school.nam)
    assert [line.values["comment"] for line in now(sheet)] == [
        "Của thầy Nam.",
        "Chung.",
        "Của thầy Nam.",
    ]


def test_nobody_confirms_what_nobody_has_read(
    signing_school: School, sheet: ScoreSheet, pupils: list[Pupil], bank: None, at_screen
) -> None:
    school = signing_school
    levels(sheet, school.nam, pupils)
    suggest(at_screen, sheet, school.nam)
    assert codes(sheet) == ["suggestions_unread"]
    page = at_screen(school.nam)
    assert page.get(sheet.get_edit_url()).content.decode().count(" data-suggested") == 3
    seen = {line.pupil: line.version for line in now(sheet)}
    answer = send_row(page, sheet, pupils[0], seen[pupils[0].pk], comment="Tính nhanh.")
    assert answer.json()["rows"][str(pupils[0].pk)]["cells"]["comment"]["sentence"] == ""
    assert [bool(line.suggested) for line in now(sheet)] == [False, True, True]
    page.post(sheet.get_edit_url(), page_data(sheet))
    assert codes(sheet) == ["suggestions_unread"], "saving is no reading"
    page.post(sheet.get_edit_url(), {**page_data(sheet), "read": ""})
    assert codes(sheet) == []
    sign(Step.SUBMIT, sheet.approval, school.nam)
    sheet.approval.refresh_from_db()
    assert sheet.approval.state == State.CONFIRMED


def test_what_changed_under_the_page_is_not_read(
    school: School, sheet: ScoreSheet, pupils: list[Pupil], bank: None, at_screen
) -> None:
    """The page was drawn before another window took the suggestion back and had another one made."""
    levels(sheet, school.nam, pupils)
    suggest(at_screen, sheet, school.nam)
    old = page_data(sheet)
    typed(sheet, school.nam, {pupils[0]: {"comment": ""}})
    BankSentence.objects.all().delete()
    sentence("Một câu khác.")
    suggest(at_screen, sheet, school.nam)
    at_screen(school.nam).post(sheet.get_edit_url(), {**old, "read": ""})
    assert [bool(line.suggested) for line in now(sheet)] == [True, False, False]


def test_no_other_class_and_nobody_elses_sheet(
    school: School, sheet: ScoreSheet, pupils: list[Pupil], bank: None, at_screen
) -> None:
    levels(sheet, school.nam, pupils)
    for person in (school.hoa, school.dao, school.phuc, school.thu):
        assert suggest(at_screen, sheet, person) == 404
    assert not PupilResults.objects.exclude(suggested=[]).exists()


def test_the_box_on_paper_is_the_limit(
    signing_school: School, sheet: ScoreSheet, pupils: list[Pupil], at_screen
) -> None:
    school = signing_school
    levels(sheet, school.nam, pupils)
    answer = send_row(at_screen(school.nam), sheet, pupils[0], 1, comment=LONG)
    cell = answer.json()["rows"][str(pupils[0].pk)]["cells"]["comment"]
    assert not cell["refused"], "nothing that was typed is lost"
    room = PaperRoom(sheet)
    too_many = int("".join(filter(str.isdigit, cell["sentence"].rpartition("”")[2])))
    kept = LONG.strip()
    assert room.problem_with("comment", kept[:-too_many].strip()) is None
    assert room.problem_with("comment", kept[: len(kept) - too_many + 1])
    assert codes(sheet) == ["too_long_for_paper"]
    assert pupils[0].full_name in rules.problems(ScoreSheet.objects.get(pk=sheet.pk))[0].sentence
    typed(sheet, school.nam, {pupils[0]: {"comment": kept[:-too_many]}})
    assert codes(sheet) == []
    assert ScoreSheet.objects.get(pk=sheet.pk).frozen_form() is not None


def test_the_four_comments_of_the_years_end_are_filled_by_the_lowest_level(
    school: School, pupils: list[Pupil], at_screen
) -> None:
    year_end = open_period(school, "end_of_year")
    sheet = sheet_of(school, year_end, school.dao)
    traits = {column.code: "T" for column in sheet.columns if column.is_short}
    typed(sheet, school.dao, {pupils[0]: traits, pupils[1]: {**traits, "nhan_ai": "Đ"}})
    for about in ("on_qualities", "on_general", "on_specific", "on_the_year"):
        for level in ("T", "Đ"):
            sentence(f"{about} {level}", about=about, level=level)
    suggest(at_screen, sheet, school.dao)
    words = [
        [line.values.get(column.code) for column in sheet.comment_columns] for line in now(sheet)
    ]
    assert words == [
        ["on_qualities T", "on_general T", "on_specific T", "on_the_year T"],
        ["on_qualities Đ", "on_general T", "on_specific T", "on_the_year Đ"],
        [None] * 4,
    ]
    page = at_screen(school.dao)
    page.post(sheet.get_edit_url(), {**page_data(sheet), "read": ""})
    assert not any(line.suggested for line in now(sheet))
    assert "suggestions_unread" not in codes(sheet)
    assert ScoreSheet.objects.get(pk=sheet.pk).frozen_form() is not None


def test_what_strikes_is_told_at_its_place_and_holds_nobody_up(
    school: School, sheet: ScoreSheet, pupils: list[Pupil], at_screen
) -> None:
    levels(sheet, school.nam, pupils)
    page = at_screen(school.nam)
    answer = send_row(page, sheet, pupils[0], 1, comment="Em Bình còn lười.")
    said = answer.json()["rows"][str(pupils[0].pk)]["cells"]["comment"]["sentence"]
    assert "“Bình”" in said
    assert "“lười”" in said
    assert said.split(" ")[0] in page.get(sheet.get_edit_url()).content.decode()
    assert codes(sheet) == []


def test_the_copy_has_no_names_and_comes_back_through_the_preview(
    school: School, sheet: ScoreSheet, pupils: list[Pupil], at_screen
) -> None:
    levels(sheet, school.nam, pupils)
    nam = at_screen(school.nam)
    text = nam.get(url(sheet, "copy")).context["text"]
    assert not any(pupil.given_name in text for pupil in pupils)
    heading, *rows = text.split("\n")
    back = "\n".join([heading, *(f"{row}Câu {n}." for n, row in enumerate(rows, 1))])
    page = nam.post(url(sheet, "paste"), {"text": back}).context
    seen = {"table": page["token"], "seen": page["compared"].fingerprint, "act": "all"}
    assert nam.post(url(sheet, "preview"), seen).status_code == 302
    assert [line.values["comment"] for line in now(sheet)] == ["Câu 1.", "Câu 2.", "Câu 3."]
    for person in (school.hoa, school.phuc, school.thu):
        assert at_screen(person).get(url(sheet, "copy")).status_code == 404


def test_who_is_not_assessed_gets_no_suggestion_and_a_plan_is_minded(
    school: School, pupils: list[Pupil], at_screen
) -> None:
    sheet = sheet_of(school, open_period(school, "end_of_year"), school.dao)
    decide(school, pupils[0], "not_assessed")
    decide(school, pupils[1], "by_plan", "the_chat")
    traits = {column.code: "T" for column in sheet.columns if column.is_short}
    typed(sheet, school.dao, {pupils[1]: {**traits, "the_chat": ""}, pupils[2]: traits})
    sentence("Khéo tay, thích khám phá.", about="on_specific")
    suggest(at_screen, sheet, school.dao)
    assert {line.name for line in now(sheet) if line.suggested} == {
        pupils[1].full_name,
        pupils[2].full_name,
    }


def test_what_falls_shut_leaves_no_suggestion(
    school: School, sheet: ScoreSheet, pupils: list[Pupil], bank: None, at_screen
) -> None:
    levels(sheet, school.nam, pupils)
    before = {line.pupil: dict(line.values) for line in now(sheet)}
    suggest(at_screen, sheet, school.nam)
    give_back(sheet.approval, before)
    assert {line.pupil: dict(line.values) for line in now(sheet)} == before
    assert not any(line.suggested for line in now(sheet))
