"""The way of an enrolment register: regulation of the school, article 4a.6; sealed last."""

from viewflow import this
from viewflow.workflow import flow

from documents.records.enrolment_register import rules
from documents.records.enrolment_register.models import EnrolmentRegister
from people.models import Duty
from workflows.flows import AuthorDesk, Desk, Desks
from workflows.registry import record_type
from workflows.states import Step


@record_type(EnrolmentRegister, rules=rules.problems, author_may_revise=True)
class EnrolmentRegisterFlow(Desks, flow.Flow):
    """Enrolment register

    Drawn up by the clerk, signed by the vice principal, locked by the principal, sealed by the clerk.
    """

    draft = AuthorDesk(Duty.CLERK, by_post=True).Next(this.vice_principal)
    vice_principal = Desk(Step.SIGN, Duty.VICE_PRINCIPAL).Next(this.principal)
    principal = Desk(Step.LOCK, Duty.PRINCIPAL).Next(this.clerk)
    clerk = Desk(Step.ISSUE, Duty.CLERK).Next(this.end)
