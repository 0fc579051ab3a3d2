"""The way of a transcript (clauses 4a.3 to 4a.6, 4b.2, 5.2 to 5.4): four desks, sealed last."""

from viewflow import this
from viewflow.workflow import flow

from documents.records.transcript import rules
from documents.records.transcript.models import Transcript
from people.models import Duty
from workflows.flows import AuthorDesk, Desk, Desks
from workflows.readers import HoldersOf
from workflows.registry import record_type
from workflows.states import Step


@record_type(
    Transcript,
    rules=rules.problems,
    readers=[HoldersOf("school_class", Duty.HOMEROOM_TEACHER)],
    by_class=True,
    rests_on_others=True,
    withdrawn_on_request=True,
)
class TranscriptFlow(Desks, flow.Flow):
    """Transcript

    Drawn up by the homeroom teacher from the locked gradebook, reviewed by the group leader, signed by the
    vice principal, locked by the principal, sealed and issued by the clerk.
    """

    draft = AuthorDesk(Duty.HOMEROOM_TEACHER, by_post=True).Next(this.group_leader)
    group_leader = Desk(Step.REVIEW, Duty.GROUP_LEADER).Next(this.vice_principal)
    vice_principal = Desk(Step.SIGN, Duty.VICE_PRINCIPAL).Next(this.principal)
    principal = Desk(Step.LOCK, Duty.PRINCIPAL).Next(this.clerk)
    clerk = Desk(Step.ISSUE, Duty.CLERK).Next(this.end)
