"""Signed by the vice principal, locked by the principal, sealed by the clerk. Nobody reviews."""

from viewflow import this
from viewflow.workflow import flow

from people.models import Duty
from tests.records.minutes.models import Minutes
from workflows.flows import AuthorDesk, Desk, Desks
from workflows.registry import record_type
from workflows.states import Step


@record_type(Minutes, has_pages=False)
class MinutesFlow(Desks, flow.Flow):
    """Minutes"""

    draft = AuthorDesk().Next(this.vice_principal)
    vice_principal = Desk(Step.SIGN, Duty.VICE_PRINCIPAL).Next(this.principal)
    principal = Desk(Step.LOCK, Duty.PRINCIPAL).Next(this.clerk)
    clerk = Desk(Step.ISSUE, Duty.CLERK).Next(this.end)
