"""The way of a score sheet: it ends with its teacher's own signature (clauses 2.2 and 6.1)."""

from viewflow import this
from viewflow.workflow import flow

from documents.records.score_sheet import rules
from documents.records.score_sheet.models import ScoreSheet
from people.models import Duty
from people.offices import LEADERS_OF_A_GROUP
from workflows.flows import AuthorDesk, Desks
from workflows.readers import HoldersOf
from workflows.registry import record_type


@record_type(
    ScoreSheet,
    rules=rules.problems,
    readers=[
        HoldersOf("school_class", Duty.HOMEROOM_TEACHER),
        HoldersOf("group", *LEADERS_OF_A_GROUP),
    ],
    by_class=True,
    unlocked_by=Duty.VICE_PRINCIPAL,
    opened_on_request=True,
    returned_by=Duty.HOMEROOM_TEACHER,
)
class ScoreSheetFlow(Desks, flow.Flow):
    """Score sheet

    Filled in by whoever teaches the subject in the class today, confirmed by that teacher's signature.
    """

    draft = AuthorDesk(Duty.SUBJECT_TEACHER, Duty.HOMEROOM_TEACHER, by_post=True).Next(this.end)
