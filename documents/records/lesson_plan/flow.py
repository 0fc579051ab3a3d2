"""The way of a lesson plan: regulation of the school, articles 4b.3 and 6.2."""

from viewflow import this
from viewflow.workflow import flow

from documents.records.lesson_plan import rules
from documents.records.lesson_plan.models import LessonPlan
from people.models import Duty
from workflows.flows import AuthorDesk, Desk, Desks
from workflows.readers import GroupMembers
from workflows.registry import record_type
from workflows.states import Step


@record_type(LessonPlan, rules=rules.problems, author_may_revise=True, readers=[GroupMembers()])
class LessonPlanFlow(Desks, flow.Flow):
    """Lesson plan

    Written by the teacher, reviewed by the group leader, signed by the vice principal and locked by
    the principal.
    """

    draft = AuthorDesk().Next(this.group_leader)
    group_leader = Desk(Step.REVIEW, Duty.GROUP_LEADER).Next(this.vice_principal)
    vice_principal = Desk(Step.SIGN, Duty.VICE_PRINCIPAL).Next(this.principal)
    principal = Desk(Step.LOCK, Duty.PRINCIPAL).Next(this.end)
