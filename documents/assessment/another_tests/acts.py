"""Proposing another test and deciding on it; who teaches proposes, a leader agrees."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.assessment.another_tests.models import AnotherTest
from documents.assessment.columns import MARK
from documents.assessment.models import PupilResults
from documents.assessment.rules import tt27_2020
from documents.assessment.terms import Period
from people.door import Act, change, declare, may_do
from people.models import Staff
from people.offices import LEADERSHIP, TEACHERS_OF_A_CLASS
from people.powers import Powers
from people.refusals import ChangedMeanwhile, NotYours, Refusal
from workflows import notices
from workflows.models import Approval
from workflows.permissions import drafters, owners, roster_of

PROPOSE = declare(
    Act(
        "another_test_proposed",
        gettext_lazy("Another test proposed"),
        gettext_lazy("%(who)s proposed another test for %(pupil)s."),
        (*TEACHERS_OF_A_CLASS, *LEADERSHIP),
        in_person=False,
    )
)
DECIDE = declare(
    Act(
        "another_test_decided",
        gettext_lazy("Another test decided"),
        gettext_lazy("%(who)s decided on another test for %(pupil)s."),
        LEADERSHIP,
        in_person=False,
    )
)


def is_possible(sheet: Approval, subject_code: str) -> bool:
    """At the end of a term, in a subject that is tested then."""
    if not (subject_code and sheet.school_class and sheet.period):
        return False
    period = Period(sheet.period.moment)
    return tt27_2020.another_test_possible(subject_code, sheet.school_class.grade, period)


def agreed_on(approval: int) -> frozenset[int]:
    """The pupils who sit, or sat, another test."""
    rows = AnotherTest.objects.filter(approval=approval, is_agreed=True)
    return frozenset(rows.values_list("pupil", flat=True))


def propose(
    sheet: Approval, subject_code: str, pupil: int, reason: str, *, by: Staff
) -> AnotherTest:
    """The sheet is a draft of this person, and the pupil has a first mark on it. Raises Refusal."""
    place = (sheet.school_class_id,)
    with change(PROPOSE, by, place, pupil=pupil, record=sheet.pk):
        now = Approval.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
        if not any(each.person == by.pk for each in drafters(now, roster_of())):
            raise NotYours(_("This sheet is not yours to fill in."))
        _check(now, sheet, subject_code, pupil)
        if not reason.strip():
            raise Refusal(_("Please say why."), "say_why", "reason")
        return AnotherTest.objects.create(
            approval=now, pupil_id=pupil, reason=reason.strip(), proposed_by=by
        )


def _check(now: Approval, sheet: Approval, subject_code: str, pupil: int) -> None:
    if not (now.is_draft and is_possible(sheet, subject_code)):
        said = _(
            "Another test is possible at the end of a term alone, in a subject that is tested."
        )
        raise Refusal(said, "another_test_impossible")
    row = PupilResults.objects.filter(approval=now, pupil=pupil).first()
    if row is None or MARK not in row.values:
        raise Refusal(_("Enter the first mark before."), "no_first_mark", "pupil")
    if AnotherTest.objects.filter(approval=now, pupil=pupil).exclude(is_agreed=False).exists():
        raise Refusal(_("Another test was proposed for this pupil already."), "proposed_already")


def may_decide(test: AnotherTest, powers: Powers) -> bool:
    """A leader in force, who neither proposed it nor fills in the sheet."""
    own = owners(test.approval, roster_of()) | {test.proposed_by_id}
    return test.is_waiting and may_do(DECIDE, powers) and powers.staff.pk not in own


def decide(test: AnotherTest, *, agreed: bool, answer: str, by: Staff) -> None:
    """Raises Refusal; a refusal of the test needs its reason."""
    with change(DECIDE, by, pupil=test.pupil_id, record=test.approval_id, agreed=agreed):
        now = AnotherTest.objects.select_for_update(of=("self",)).get(pk=test.pk)
        if not now.is_waiting:
            raise ChangedMeanwhile
        if by.pk in owners(now.approval, roster_of()) | {now.proposed_by_id}:
            raise NotYours(_("Nobody decides on own work."))
        if not agreed and not answer.strip():
            raise Refusal(_("Please say why."), "say_why", "answer")
        now.is_agreed, now.answer = agreed, answer.strip()
        now.decided_by, now.decided_at = by, timezone.now()
        now.save()
        said = (
            _("Another test for %s: agreed.") if agreed else _("Another test for %s: not agreed.")
        )
        notices.tell([now.proposed_by], said % now.pupil.full_name, now.approval)
