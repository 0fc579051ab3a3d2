"""Answering to a change that deserves a look: seen, in order; please explain; and the explanation."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.assessment.models import CellChange
from documents.assessment.reviews.models import ChangeReview
from people.door import Act, change, declare
from people.models import Staff
from people.offices import LEADERSHIP
from people.refusals import ChangedMeanwhile, NotYours, Refusal
from workflows import notices
from workflows.models import Approval

REVIEW = declare(
    Act(
        "change_reviewed",
        gettext_lazy("Change of a result reviewed"),
        gettext_lazy("%(who)s looked at a change of a result of %(pupil)s."),
        LEADERSHIP,
        in_person=False,
    )
)
EXPLAIN = declare(
    Act(
        "change_explained",
        gettext_lazy("Change of a result explained"),
        gettext_lazy("%(who)s explained a change of a result of %(pupil)s."),
    )
)


def reviews_of(approval: Approval) -> dict[int, ChangeReview]:
    """By the key of the change."""
    rows = ChangeReview.objects.filter(approval=approval).select_related("by", "asked_of")
    return {row.change_id: row for row in rows}


def seen(changes: Iterable[CellChange], *, by: Staff) -> None:
    """These are in order. Raises Refusal."""
    for each in changes:
        _review(each, by, "")


def ask(each: CellChange, question: str, *, by: Staff) -> None:
    """Whoever made the change is asked to explain it. Raises Refusal."""
    if not question.strip():
        raise Refusal(_("Please say what is to be explained."), "no_question", "question")
    if each.change_set.by is None:
        raise Refusal(_("Sổ Ký itself gave this value back: nobody can be asked."), "nobody_to_ask")
    _review(each, by, question.strip())
    said = _("%(who)s asks you to explain a change on “%(title)s”.")
    facts = {"who": by.called, "title": each.approval.title}
    notices.tell([each.change_set.by], said % facts, each.approval)


def _review(each: CellChange, by: Staff, question: str) -> None:
    with change(REVIEW, by, pupil=each.pupil_id, record=each.approval_id, change=each.pk):
        if each.change_set.by_id == by.pk:
            raise NotYours(_("Nobody decides on own work."))
        if ChangeReview.objects.filter(change=each).exists():
            raise ChangedMeanwhile
        asked_of = each.change_set.by if question else None
        ChangeReview.objects.create(
            approval=each.approval, change=each, by=by, inquiry=question, asked_of=asked_of
        )


def explain(review: ChangeReview, text: str, *, by: Staff) -> None:
    """By whom it was asked of, once; who asked is told. Raises Refusal."""
    pupil = review.change.pupil_id
    with change(EXPLAIN, by, pupil=pupil, record=review.approval_id, change=review.change_id):
        now = ChangeReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
        if now.asked_of_id != by.pk:
            raise NotYours(_("This was asked of somebody else."))
        if not now.is_open:
            raise ChangedMeanwhile
        if not text.strip():
            raise Refusal(_("Please explain in some words."), "no_explanation", "explanation")
        now.explanation, now.explained_at = text.strip(), timezone.now()
        now.save()
        said = _("%(who)s has explained a change on “%(title)s”.")
        facts = {"who": by.called, "title": now.approval.title}
        notices.tell([now.by], said % facts, now.approval)
