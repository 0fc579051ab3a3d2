"""The way of a gradebook: homeroom teacher, group leader, vice principal, principal (clauses 4a.4, 4b.2)."""

from viewflow import this
from viewflow.workflow import flow

from documents.records.gradebook import rules
from documents.records.gradebook.models import Gradebook
from people.models import Duty
from workflows.flows import AuthorDesk, Desk, Desks
from workflows.registry import record_type
from workflows.states import Step


@record_type(Gradebook, rules=rules.problems, by_class=True, rests_on_others=True)
class GradebookFlow(Desks, flow.Flow):
    """Gradebook

    Closed by the homeroom teacher when every sheet is confirmed, reviewed by the group leader, signed by
    the vice principal, locked by the principal.
    """

    draft = AuthorDesk(Duty.HOMEROOM_TEACHER, by_post=True).Next(this.group_leader)
    group_leader = Desk(Step.REVIEW, Duty.GROUP_LEADER).Next(this.vice_principal)
    vice_principal = Desk(Step.SIGN, Duty.VICE_PRINCIPAL).Next(this.principal)
    principal = Desk(Step.LOCK, Duty.PRINCIPAL).Next(this.end)
