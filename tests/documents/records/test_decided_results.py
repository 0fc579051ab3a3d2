"""A result of the year decided otherwise than computed: both kept, the decided one counts and says why."""

import json
from datetime import date
from typing import Any

import pytest

from documents.assessment.decided_results import acts
from documents.assessment.decided_results.acts import Computed
from documents.assessment.models import DecidedResult
from documents.assessment.rules.completion import Award, Completion
from documents.assessment.terms import YearResult
from documents.records.gradebook import summary, supplements
from documents.records.gradebook.models import Gradebook
from documents.records.gradebook.summary import BookRow
from documents.records.score_sheet.models import ScoreSheet
from documents.records.transcript.class_year import ClassYear
from people.models import AssessmentPeriod, Pupil, Staff
from tests.documents.records.plans import sign
from tests.documents.records.sheets import fill, open_period, open_sheet, pupils_of_3a, sheet_of
from tests.documents.records.sheets import typed as type_in
from tests.documents.records.test_gradebook import book_of
from tests.documents.records.test_supplements import locked, other_subjects
from tests.documents.records.test_supplements import send as send_supplement
from tests.documents.records.test_ways import decide as decide_way
from tests.refused import codes_on, refused
from tests.school import School
from workflows.models import Approval, Event, Submission
from workflows.states import State, Step

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
WHY = "Em nghỉ ốm dài ngày, bài kiểm tra chưa phản ánh đúng sự tiến bộ."


@pytest.fixture
def pupils(school: School) -> list[Pupil]:
    return pupils_of_3a(school)


@pytest.fixture
def period(school: School) -> AssessmentPeriod:
    return open_period(school, "end_of_year", closes_on=date(2027, 6, 30))


@pytest.fixture
def sheets(
    signing_school: School, pupils: list[Pupil], period: AssessmentPeriod
) -> dict[str, ScoreSheet]:
    """All confirmed, best levels, marks of 8; Cúc has C in Toán."""
    school = signing_school
    others = [(subject, school.nam) for subject in other_subjects(school)]
    own = ((school.toan, school.nam), (school.tieng_viet, school.hoa), (None, school.dao))
    there = {}
    for subject, by in (*own, *others):
        sheet = sheet_of(school, period, by, subject, group=school.group)
        fill(sheet, by, mark="8")
        if subject == school.toan:
            type_in(sheet, by, {pupils[2]: {"level": "C", "mark": "4"}})
        sign(Step.SUBMIT, sheet.approval, by)
        there[subject.code if subject else ""] = sheet
    return there


def row_of(school: School, period: AssessmentPeriod, pupil: Pupil) -> BookRow:
    return {row.pupil: row for row in summary.of(school.class_3a, period).rows}[pupil.pk]


def computed_of(row: BookRow) -> Computed:
    assert row.synthesis
    assert row.year
    return Computed(row.synthesis.result, row.year)


def decide(
    school: School,
    period: AssessmentPeriod,
    pupil: Pupil,
    result: YearResult,
    by: Staff | None = None,
    reason: str = WHY,
) -> None:
    row = row_of(school, period, pupil)
    fresh = DecidedResult(pupil=pupil, school_class=school.class_3a, reason=reason)
    seen = acts.seen_of(row.decision.kept if row.decision else None, computed_of(row))
    acts.decide(fresh, result, computed_of(row), by or school.dao, seen=seen)


def take_back(school: School, period: AssessmentPeriod, pupil: Pupil, by: Staff) -> None:
    row = row_of(school, period, pupil)
    assert row.decision
    kept, computed = row.decision.kept, computed_of(row)
    acts.take_back(kept, computed, by, seen=acts.seen_of(kept, computed))


def url_of(school: School) -> str:
    return f"/gradebooks/classes/{school.class_3a.pk}/results/"


def form_of(school: School, period: AssessmentPeriod, pupil: Pupil, **typed: str) -> dict[str, str]:
    row = row_of(school, period, pupil)
    seen = acts.seen_of(row.decision.kept if row.decision else None, computed_of(row))
    return {"pupil": str(pupil.pk), "seen": seen, **typed}


@pytest.mark.usefixtures("sheets")
def test_what_is_decided_counts_and_what_is_computed_stays_beside_it(
    signing_school: School, pupils: list[Pupil], period: AssessmentPeriod
) -> None:
    school, an = signing_school, pupils[0]
    assert row_of(school, period, an).values["result"] == "HTT"
    decide(school, period, an, YearResult.EXCELLENT)
    row = row_of(school, period, an)
    assert row.values["result"] == "HTXS"
    assert row.values["award"] == Award.EXCELLENT.value
    assert computed_of(row).result == YearResult.GOOD
    take_back(school, period, an, school.dao)
    row = row_of(school, period, an)
    assert (row.values["result"], row.values["award"], row.decision) == ("HTT", "", None)
    assert "decided" not in row.content()
    decide(school, period, an, YearResult.COMPLETED)
    assert row_of(school, period, an).values["result"] == "HT"
    kept = DecidedResult.objects.get()
    assert (kept.computed, kept.result, kept.reason, kept.by) == ("HTT", "HT", WHY, school.dao)
    assert [each.result for each in kept.history.order_by("history_id")] == ["HTXS", "", "HT"]
    kinds = Event.objects.filter(kind__in=("result_decided", "decision_taken_back"))
    assert kinds.count() == 3


@pytest.mark.usefixtures("sheets")
def test_the_book_names_both_and_the_reason_before_anybody_signs_it(
    signing_school: School, pupils: list[Pupil], period: AssessmentPeriod
) -> None:
    school, an = signing_school, pupils[0]
    decide_way(school, an, "by_plan", "AN")
    decide(school, period, an, YearResult.EXCELLENT)
    book = book_of(school, period)
    content = book.content()
    first, second, _third = content["rows"]
    assert first["decided"] == {"computed": "HTT", "result": "HTXS", "reason": WHY}
    assert "decided" not in second
    [part, other, _third] = Gradebook.parts_of(content)
    assert WHY in part.text
    assert WHY not in other.text
    columns = {part.key: part.text for part in Gradebook.columns_of(content)}
    assert WHY in columns["decided"]
    texts = book.filling().texts
    notes = [texts.get(f"note-{number}", "") for number in (1, 2)]
    assert notes == [
        "Đánh giá theo kế hoạch giáo dục cá nhân; GVCN quyết định HTXS; tính theo quy định: HTT",
        "",
    ]
    assert (texts["tick-1-1"], texts["tick-1-2"]) == ("X", "")
    sign(Step.SUBMIT, book.approval, school.dao)  # and all of it has room on the form
    said = json.loads(Submission.objects.get(approval=book.approval).content)
    assert said == content


@pytest.mark.usefixtures("sheets")
def test_nothing_is_decided_without_a_reason_or_upon_nothing(
    signing_school: School, pupils: list[Pupil], period: AssessmentPeriod
) -> None:
    school, an = signing_school, pupils[0]
    with refused("decision_without_reason"):
        decide(school, period, an, YearResult.EXCELLENT, reason="  ")
    with refused("as_computed"):
        decide(school, period, an, YearResult.GOOD)
    for other in (school.nam, school.hoa, school.minh, school.thu, school.van):
        with refused("not_yours"):
            decide(school, period, an, YearResult.EXCELLENT, other)
    decide_way(school, pupils[1], "not_assessed")
    with refused("not_computed"):
        decide(school, period, pupils[1], YearResult.COMPLETED)
    assert not DecidedResult.objects.exists()
    school.year.state = "locked"
    school.year.save()
    with refused("year_not_open"):
        decide(school, period, an, YearResult.EXCELLENT)


def test_what_cannot_be_computed_yet_cannot_be_decided(
    school: School, pupils: list[Pupil], period: AssessmentPeriod
) -> None:
    with refused("not_computed"):
        decide(school, period, pupils[0], YearResult.COMPLETED)


@pytest.mark.usefixtures("sheets")
def test_it_is_closed_with_the_book_at_every_door_until_the_book_is_sent_back(
    signing_school: School, pupils: list[Pupil], period: AssessmentPeriod, at_screen: Any
) -> None:
    school, an = signing_school, pupils[0]
    decide(school, period, an, YearResult.EXCELLENT)
    book = book_of(school, period)
    sign(Step.SUBMIT, book.approval, school.dao)
    with refused("book_closed"):
        decide(school, period, an, YearResult.COMPLETED)
    with refused("book_closed"):
        take_back(school, period, an, school.dao)
    dao, url = at_screen(school.dao), url_of(school)
    sent = form_of(school, period, an, result="HT", reason=WHY)
    assert codes_on(dao.post(url, sent)) >= {"book_closed"}
    taken = form_of(school, period, an, take_back="1")
    assert codes_on(dao.post(url, taken)) >= {"book_closed"}
    assert b"<textarea" not in dao.get(url).content
    assert row_of(school, period, an).values["result"] == "HTXS"
    sign(Step.SEND_BACK, book.approval, school.hoa, note="Xem lại lý do.")
    assert Approval.objects.get(pk=book.pk).state == State.DRAFT
    take_back(school, period, an, school.dao)
    assert row_of(school, period, an).values["result"] == "HTT"


def test_the_page_says_when_what_is_computed_is_no_longer_as_it_was(
    signing_school: School,
    sheets: dict[str, ScoreSheet],
    pupils: list[Pupil],
    period: AssessmentPeriod,
    at_screen: Any,
) -> None:
    school, an, cuc = signing_school, pupils[0], pupils[2]
    decide(school, period, an, YearResult.EXCELLENT)
    decide(school, period, cuc, YearResult.COMPLETED)
    book, dao = book_of(school, period), at_screen(school.dao)
    assert not codes_on(dao.get(url_of(school)))
    toan = sheets["TOAN"]
    cells = [f"{an.pk}-mark", f"{cuc.pk}-mark", f"{cuc.pk}-level"]
    open_sheet(toan, school.nam, school.minh, *cells)
    assert codes_on(dao.get(url_of(school))) == {"decision_without_computed"}
    type_in(toan, school.nam, {an: {"mark": "7"}, cuc: {"level": "H", "mark": "5"}})
    sign(Step.SUBMIT, toan.approval, school.nam)
    for page in (url_of(school), book.get_edit_url()):
        assert codes_on(dao.get(page)) == {"decision_on_other_cells", "decision_as_computed"}
    row = row_of(school, period, an)
    assert (row.values["result"], computed_of(row).result) == ("HTXS", YearResult.GOOD)
    assert "decided" not in row_of(school, period, cuc).content()


@pytest.mark.usefixtures("sheets")
def test_the_page_takes_it_and_loses_nothing_that_was_typed(
    signing_school: School, pupils: list[Pupil], period: AssessmentPeriod, at_screen: Any
) -> None:
    school, an, url = signing_school, pupils[0], url_of(signing_school)
    for reader, status in (
        (school.dao, 200),
        (school.minh, 200),
        (school.thu, 200),
        (school.nam, 403),
        (school.hoa, 403),
        (school.van, 403),
    ):
        assert at_screen(reader).get(url).status_code == status
    dao = at_screen(school.dao)
    sent = form_of(school, period, an, result="HTXS", reason=WHY)
    assert codes_on(at_screen(school.minh).post(url, sent)) >= {"not_yours"}
    nonsense = dao.post(url, {**sent, "result": "giỏi"})
    assert codes_on(nonsense) >= {"result_missing"}
    assert WHY in nonsense.content.decode()
    assert codes_on(dao.post(url, {**sent, "reason": " "})) >= {"decision_without_reason"}
    assert codes_on(dao.post(url, {**sent, "reason": "x" * 1001})) >= {"reason_too_long"}
    assert codes_on(dao.post(url, {**sent, "seen": "x"})) >= {"changed_meanwhile"}
    assert dao.post(url, {**sent, "pupil": "0"}).status_code == 404
    assert dao.post(url, sent).status_code == 302
    assert WHY in at_screen(school.thu).get(url).content.decode()
    assert codes_on(dao.post(url, sent)) >= {"changed_meanwhile"}  # an older page
    assert dao.post(url, form_of(school, period, an, take_back="1")).status_code == 302
    assert row_of(school, period, an).values["result"] == "HTT"


@pytest.mark.usefixtures("sheets")
def test_moving_up_follows_what_was_decided(
    signing_school: School, pupils: list[Pupil], period: AssessmentPeriod, at_screen: Any
) -> None:
    school, (an, _binh, cuc) = signing_school, pupils
    decide(school, period, an, YearResult.NOT_COMPLETED)
    decide(school, period, cuc, YearResult.COMPLETED)
    locked(school, period)
    year = ClassYear(school.class_3a)
    assert year.completion_of(cuc.pk) == Completion.COMPLETED
    assert (year.result_of(cuc.pk), year.result_of(an.pk)) == ("HT", "CHT")
    assert year.completion_of(an.pk) == Completion.TO_SUPPLEMENT
    [there] = supplements.of(school.class_3a, period)
    assert (there.row.pupil, there.cells, there.reached) == (an.pk, [], Completion.TO_SUPPLEMENT)
    url = f"/gradebooks/classes/{school.class_3a.pk}/supplements/"
    proposal = {"plan": "Ôn hè.", "proposal": "Đề nghị cho lên lớp."}
    assert send_supplement(at_screen(school.dao), url, there, **proposal).status_code == 302
    [there] = supplements.of(school.class_3a, period)
    assert (there.reached, there.may_be_decided) == (Completion.TO_DECIDE, True)
    decision = {"pupil": an.pk, "seen": there.seen, "decide": "up"}
    assert at_screen(school.thu).post(url, decision).status_code == 302
    assert ClassYear(school.class_3a).completion_of(an.pk) == Completion.MOVED_UP
