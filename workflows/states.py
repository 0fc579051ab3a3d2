"""The words of the machine: where a record can be, and what can be done to it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """What has happened to the record so far."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    REVIEWED = "reviewed", _("Reviewed")
    SIGNED = "signed", _("Signed")
    LOCKED = "locked", _("Locked")
    ISSUED = "issued", _("Issued")
    CONFIRMED = "confirmed", _("Confirmed")


class Step(TextChoices):
    """What a person can do, as the button says it."""

    SUBMIT = "submit", _("Sign and submit")
    COSIGN = "cosign", _("Confirm")
    REVIEW = "review", _("Approve")
    SIGN = "sign", _("Sign")
    LOCK = "lock", _("Lock")
    ISSUE = "issue", _("Seal and issue")
    SEND_BACK = "send_back", _("Send back")
    RECALL = "recall", _("Take back")
    REVISE = "revise", _("Open a new revision")
    UNLOCK = "unlock", _("Unlock")


# Where a step leads as a rule. A confirmation is one of several at a desk and moves the record nowhere.
TARGET: dict[Step, State] = {
    Step.SUBMIT: State.SUBMITTED,
    Step.COSIGN: State.SUBMITTED,
    Step.REVIEW: State.REVIEWED,
    Step.SIGN: State.SIGNED,
    Step.LOCK: State.LOCKED,
    Step.ISSUE: State.ISSUED,
    Step.SEND_BACK: State.DRAFT,
    Step.RECALL: State.DRAFT,
    Step.REVISE: State.DRAFT,
    Step.UNLOCK: State.DRAFT,
}
FORWARD = (Step.COSIGN, Step.REVIEW, Step.SIGN, Step.LOCK, Step.ISSUE)
BACKWARD = frozenset({Step.SEND_BACK, Step.RECALL})
NEEDS_REASON = frozenset({Step.SEND_BACK, Step.RECALL, Step.UNLOCK})
NEW_REVISION = frozenset({Step.REVISE, Step.UNLOCK})
FINAL = frozenset({State.LOCKED, State.ISSUED, State.CONFIRMED})


def target(path: tuple[Step, ...], step: Step) -> State:
    """Where a step leads on this path: an author's own signature ends a way without desks."""
    return State.CONFIRMED if path == (Step.SUBMIT,) == (step,) else TARGET[step]


def leads(path: tuple[Step, ...], state: str, step: Step) -> bool:
    """Is this the step by which a record of this path leaves this state?"""
    reached = State.DRAFT
    for each in path:
        if each == step and reached == state:
            return True
        reached = TARGET[each]
    return False
