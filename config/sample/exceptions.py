"""What does not go its usual way at the sample school: other ways of assessment, a story, open requests."""

from datetime import timedelta

from django.utils import timezone

from config.sample.accounts import pin_of
from config.sample.school import School
from documents.assessment import entering
from documents.assessment.another_tests.acts import is_possible, propose
from documents.assessment.changes import Author
from documents.assessment.columns import LEVEL, MARK
from documents.assessment.entering import TypedRow, cell_key
from documents.assessment.ways.acts import set_way
from documents.assessment.ways.models import AssessmentWay
from documents.records.score_sheet.models import ScoreSheet
from people.models import Staff
from people.movements.enrolments import pupils_in
from workflows import opening_requests, steps
from workflows.loaded import Grant, StepRequest, load_record
from workflows.models import Approval, Opening
from workflows.perform import perform
from workflows.states import Step

_PLAN = "Đọc được đoạn văn ngắn; cộng, trừ trong phạm vi 100 có que tính."
_WAYS: tuple[tuple[str, AssessmentWay.Way, list[str], str, str], ...] = (
    ("3A", AssessmentWay.Way.BY_PLAN, ["GDTC", "the_chat"], _PLAN, "21/QĐ-THHS"),
    ("3B", AssessmentWay.Way.NOT_ASSESSED, [], "", "22/QĐ-THHS"),
)
_PLACE_IN_CLASS = 6
# Higher marks, and one of them taken back again: in a sheet that had been signed.
_RAISED, _STORY = 4, "Nhập nhầm cột, xin sửa lại điểm theo bài kiểm tra."
_DAYS = timedelta(days=3)


def decide_ways(school: School) -> None:
    """One pupil by a plan, one not assessed; all others as all are."""
    for name, way, left_out, demands, decision in _WAYS:
        of = school.classes[name]
        row = AssessmentWay(
            pupil=pupils_in(of)[_PLACE_IN_CLASS],
            year=school.year,
            way=way,
            left_out=left_out,
            demands=demands,
            decision=decision,
            decided_on=school.year.starts_on,
        )
        set_way(row, school.staff["minh"], seen="")


def leave_a_story(school: School, sheet: ScoreSheet) -> None:
    """Confirmed, opened on request, some marks raised and one put back, confirmed anew."""
    author = Approval.objects.get(pk=sheet.pk).author
    raised = [line for line in _now(sheet).lines if int(line.values.get(MARK, 10)) < 9][:_RAISED]
    opening = _asked(sheet, author, [line.pupil for line in raised], _STORY)
    by = StepRequest(
        Step.UNLOCK,
        school.staff["minh"],
        note="Đồng ý.",
        grant=Grant(opening.pk, timezone.now() + _DAYS),
    )
    steps.take(by, opening.approval, seen=opening.approval.version)
    _type(sheet, author, {line.pupil: "9" for line in raised})
    _type(sheet, author, {raised[0].pupil: str(raised[0].values[MARK])})
    approval = Approval.objects.get(pk=sheet.pk)
    load_record(approval)
    secret = pin_of(author.username)
    perform(StepRequest(Step.SUBMIT, author), approval, seen=approval.version, secret=secret)


def leave_requests(school: School, confirmed: ScoreSheet, draft: ScoreSheet) -> None:
    """An opening and another test wait for a leader."""
    author = Approval.objects.get(pk=confirmed.pk).author
    [line, *_others] = _now(confirmed).lines
    _asked(confirmed, author, [line.pupil], "Em đọc thành tiếng tốt hơn, xin xem lại mức.", LEVEL)
    lowest = min(_now(draft).lines, key=lambda each: int(each.values.get(MARK, 10)))
    author = Approval.objects.get(pk=draft.pk).author
    if is_possible(draft.approval, draft.subject_code):
        said = "Hôm kiểm tra em bị sốt; bài thấp hơn hẳn các bài thường ngày."
        propose(draft.approval, draft.subject_code, lowest.pupil, said, by=author)


def _now(sheet: ScoreSheet) -> ScoreSheet:
    return ScoreSheet.objects.get(pk=sheet.pk)


def _asked(
    sheet: ScoreSheet, by: Staff, pupils: list[int], why: str, column: str = MARK
) -> Opening:
    approval = Approval.objects.get(pk=sheet.pk)
    scope = [cell_key(pupil, column) for pupil in pupils]
    return opening_requests.ask(approval, scope, why, by=by)


def _type(sheet: ScoreSheet, by: Staff, marks: dict[int, str]) -> None:
    now = _now(sheet)
    rows = [
        TypedRow(line.pupil, line.version, {MARK: marks[line.pupil]})
        for line in now.lines
        if line.pupil in marks
    ]
    entering.enter(now.to_enter(), rows, Author(by))
