"""What was said when a record was sent back, and the author's answers to it."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from people.refusals import Problem
from workflows.models import Approval, Remark
from workflows.states import Step


def unanswered(approval: Approval) -> list[Problem]:
    """What was sent back comes again with an answer to each remark; not where people see classes."""
    if approval.round == 1 or approval.type.by_class:
        return []
    remarks = open_remarks(approval).filter(answer="")
    return [
        Problem(
            _("Answer the remark of %s first.") % remark.by.called,
            "remark_unanswered",
            f"answer-{remark.pk}",
        )
        for remark in remarks.select_related("by")
    ]


def open_remarks(approval: Approval) -> QuerySet[Remark]:
    """What was said when the record was sent back last, and waits for the author's answers."""
    sent_back = {"round": approval.round - 1, "event__kind": Step.SEND_BACK}
    return approval.remarks.filter(revision=approval.revision, **sent_back)
