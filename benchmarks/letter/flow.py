"""Draft, review, sign, lock: through this engine, and as a plain viewflow flow."""

from typing import Any

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.lock import SelectForUpdateLock

from benchmarks.letter.models import Letter, PlainLetter
from people.models import Duty, Staff
from workflows.flows import AuthorDesk, Desk, Desks
from workflows.registry import record_type
from workflows.states import Step


@record_type(Letter, has_pages=False)
class LetterFlow(Desks, flow.Flow):
    """Letter"""

    draft = AuthorDesk().Next(this.review)
    review = Desk(Step.REVIEW, Duty.GROUP_LEADER).Next(this.sign)
    sign = Desk(Step.SIGN, Duty.VICE_PRINCIPAL).Next(this.lock_up)
    lock_up = Desk(Step.LOCK, Duty.PRINCIPAL).Next(this.end)


class PlainFlow(flow.Flow):
    """Plain letter"""

    lock_impl = SelectForUpdateLock(nowait=False)

    start = flow.StartHandle(this.write).Next(this.draft)
    draft = flow.View(None).Assign(this.author).Next(this.review)
    review = flow.View(None).Permission(Duty.GROUP_LEADER.value).Next(this.sign)
    sign = flow.View(None).Permission(Duty.VICE_PRINCIPAL.value).Next(this.lock_up)
    lock_up = flow.View(None).Permission(Duty.PRINCIPAL.value).Next(this.end)
    end = flow.End()

    def write(self, activation: Any, letter: PlainLetter) -> Any:
        letter.save()
        activation.process.artifact = letter
        return activation.process

    def author(self, activation: Any) -> Staff:
        return activation.process.artifact.author
