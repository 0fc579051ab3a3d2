"""Each subject teacher confirms a section, the homeroom teacher closes, then leader to principal."""

from collections.abc import Iterator

from viewflow import this
from viewflow.workflow import flow

from people.models import Duty
from tests.records.class_book.models import ClassBook
from workflows.flows import AuthorDesk, Desk, Desks
from workflows.models import Approval
from workflows.registry import record_type
from workflows.states import Step


def sections(approval: Approval) -> Iterator[tuple[int, int]]:
    book = ClassBook.objects.get(pk=approval.pk)
    for subject in book.subjects:
        yield (approval.school_class_id, subject)


@record_type(ClassBook, author_may_revise=True, has_pages=False)
class ClassBookFlow(Desks, flow.Flow):
    """Class book"""

    draft = AuthorDesk().Next(this.subject_teachers)
    subject_teachers = Desk(Step.COSIGN, Duty.SUBJECT_TEACHER, each=sections).Next(this.homeroom)
    homeroom = Desk(Step.COSIGN, Duty.HOMEROOM_TEACHER).Next(this.group_leader)
    group_leader = Desk(Step.REVIEW, Duty.GROUP_LEADER).Next(this.vice_principal)
    vice_principal = Desk(Step.SIGN, Duty.VICE_PRINCIPAL).Next(this.principal)
    principal = Desk(Step.LOCK, Duty.PRINCIPAL).Next(this.end)
