"""Homeroom teacher → group leader → vice principal → principal → the clerk's seal."""

from viewflow import this
from viewflow.workflow import flow

from people.models import Duty
from tests.records.pupil_report.models import PupilReport
from workflows.flows import AuthorDesk, Desk, Desks
from workflows.registry import record_type
from workflows.states import Step


@record_type(PupilReport, author_may_revise=True, has_pages=False, by_class=True)
class PupilReportFlow(Desks, flow.Flow):
    """Pupil report"""

    draft = AuthorDesk(Duty.HOMEROOM_TEACHER, by_post=True).Next(this.group_leader)
    group_leader = Desk(Step.REVIEW, Duty.GROUP_LEADER).Next(this.vice_principal)
    vice_principal = Desk(Step.SIGN, Duty.VICE_PRINCIPAL).Next(this.principal)
    principal = Desk(Step.LOCK, Duty.PRINCIPAL).Next(this.clerk)
    clerk = Desk(Step.ISSUE, Duty.CLERK).Next(this.end)
