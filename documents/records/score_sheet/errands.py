"""What sheets ask of people: those not begun yet of teachers, other tests to be decided of leaders."""

from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from documents.assessment.another_tests.acts import DECIDE
from documents.assessment.models import AnotherTest, ChangeReview
from documents.assessment.rules import programme_2018 as programme
from people.duties import post_of
from people.errands import Errand, Row, ask
from people.models import AssessmentPeriod, Assignment, Duty
from people.offices import TEACHERS_OF_A_CLASS
from people.powers import Powers
from people.years.models import WORKING
from workflows.models import Approval

_TYPE = "score_sheet"


def _not_begun(powers: Powers) -> QuerySet[Any]:
    """Periods whose window is open, where fewer sheets were begun than this person has to fill in."""
    posts = sorted({str(post_of(row)) for row in powers.duties if _has_sheet(row)})
    begun = (
        Approval.objects.filter(
            record_type=_TYPE, period=OuterRef("pk"), post__in=posts, erased_at=None
        )
        .order_by()
        .values("period")
        .annotate(n=Count("pk"))
        .values("n")
    )
    missing = Value(len(posts)) - Coalesce(Subquery(begun), 0)
    open_now = {"opens_on__lte": powers.on, "closes_on__gte": powers.on}
    periods = AssessmentPeriod.objects.filter(year__state__in=WORKING, **open_now)
    return periods.annotate(missing=missing).filter(missing__gt=0)


def _has_sheet(row: Assignment) -> bool:
    """Of a class of this year, in a subject that the circular names in its grade."""
    of = row.school_class
    if row.duty not in TEACHERS_OF_A_CLASS or of is None:
        return False
    if row.duty == Duty.HOMEROOM_TEACHER or row.subject is None:
        return row.duty == Duty.HOMEROOM_TEACHER
    rows = (*programme.rows_of(of.grade), *programme.electives_of(of.grade))
    return any(each.code == row.subject.code for each in rows)


def _begin(row: Row) -> Errand:
    period = AssessmentPeriod.Moment(row.words).label
    label = _("Results, %(period)s: %(n)d sheet(s) not begun") % {"period": period, "n": row.number}
    return Errand(label, reverse("score_sheet:list"), row.day)


ask(
    _not_begun,
    _begin,
    number=F("missing"),
    words=F("moment"),
    mark=Value(""),
    day=F("closes_on"),
)


def _other_tests(powers: Powers) -> QuerySet[Any]:
    """Those that wait for a leader; never the own proposal, nor one on an own sheet."""
    if not powers.posts(DECIDE.may):
        return AnotherTest.objects.none()
    mine = {str(post_of(row)) for row in powers.duties}
    waiting = AnotherTest.objects.filter(
        is_agreed=None, approval__erased_at=None, approval__school_year__state__in=WORKING
    )
    own = Q(proposed_by=powers.staff) | Q(approval__author=powers.staff)
    return waiting.exclude(own).exclude(approval__post__in=mine)


def _decide(row: Row) -> Errand:
    label = _("Another test is proposed for %s") % row.words
    return Errand(label, f"{reverse('score_sheet:other_tests')}#test-{row.number}", detail=row.mark)


ask(
    _other_tests,
    _decide,
    number=F("pk"),
    words=F("pupil__given_name"),
    mark=F("approval__title"),
    day=TruncDate("proposed_at"),
)


def _explanations(powers: Powers) -> QuerySet[Any]:
    """Changes of results that this person is asked to explain."""
    return ChangeReview.objects.filter(
        asked_of=powers.staff, explained_at=None, approval__erased_at=None
    )


def _explain(row: Row) -> Errand:
    label = _("Please explain a change of a result")
    return Errand(label, reverse("score_sheet:story", args=[UUID(row.words)]), detail=row.mark)


ask(
    _explanations,
    _explain,
    number=F("pk"),
    words=Cast("approval__public_id", TextField()),
    mark=F("approval__title"),
    day=TruncDate("at"),
)
