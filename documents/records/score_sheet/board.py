"""Which sheets a person is to fill in this year, period by period, and how far each has come."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from documents.assessment import windows
from documents.assessment.rules import programme_2018 as programme
from people.duties import Post
from people.models import AssessmentPeriod, Duty, SchoolClass, SchoolYear, Subject
from people.offices import TEACHERS_OF_A_CLASS
from people.refusals import Problem
from workflows.models import Approval
from workflows.pages import Shell

TYPE = "score_sheet"


@dataclass(frozen=True, slots=True)
class Place:
    """A sheet that there is, or that may be begun."""

    period: AssessmentPeriod
    approval: Approval | None
    closed: Problem | None

    @property
    def may_begin(self) -> bool:
        return self.approval is None and self.closed is None

    @property
    def closed_in_words(self) -> str:
        """For a cell of the table."""
        return _("over") if self.closed and self.closed.code == windows.OVER else _("not open yet")


@dataclass(frozen=True, slots=True)
class SheetsOfPost:
    """A subject in a class, or a homeroom class: a sheet for each period."""

    post: Post
    school_class: SchoolClass
    subject: Subject | None
    places: list[Place]

    @property
    def title(self) -> str:
        subject = self.subject.name if self.subject else _("Qualities and competencies")
        return f"{self.school_class} · {subject}"


def of(shell: Shell, year: SchoolYear) -> list[SheetsOfPost]:
    """Everything that this person fills in today, in person or for somebody absent; five queries."""
    posts = list(own_posts(shell))
    classes = SchoolClass.objects.filter(year=year).in_bulk([post.place[0] for post in posts])
    subjects = Subject.objects.in_bulk([post.place[1] for post in posts if len(post.place) > 1])
    periods = list(year.periods.order_by("opens_on"))
    begun = _begun(year, posts)
    sheets_of_posts = []
    for post in posts:
        school_class = classes.get(post.place[0] or 0)
        subject = subjects.get(post.place[1] or 0) if len(post.place) > 1 else None
        if school_class is None or not _is_assessed(subject, school_class, post):
            continue
        places = [
            Place(period, begun.get((str(post), period.pk)), windows.closed_because(period))
            for period in periods
        ]
        sheets_of_posts.append(SheetsOfPost(post, school_class, subject, places))
    return sorted(sheets_of_posts, key=_order)


def drafts_by_period(own: Iterable[SheetsOfPost]) -> list[tuple[AssessmentPeriod, int]]:
    """How many of these sheets are begun and not confirmed, period by period."""
    drafts: dict[AssessmentPeriod, int] = {}
    for place in (place for sheets in own for place in sheets.places):
        is_draft = place.approval is not None and place.approval.is_draft
        drafts[place.period] = drafts.get(place.period, 0) + is_draft
    return list(drafts.items())


def own_posts(shell: Shell) -> Iterator[Post]:
    """At which this person drafts, or would: a post in use is drafted at by who takes its place, too."""
    held = {
        post
        for post in shell.roster.posts()
        if post.duty in TEACHERS_OF_A_CLASS
        and any(taker.person == shell.staff.pk for taker in shell.roster.takers(post))
    }
    taken_over = {
        post
        for name in shell.access.drafts
        if (post := Post.parse(name)).duty in TEACHERS_OF_A_CLASS
    }
    yield from held | taken_over


def _is_assessed(subject: Subject | None, school_class: SchoolClass, post: Post) -> bool:
    """A subject that the circular does not name in this grade has no sheet."""
    if subject is None:
        return post.duty == Duty.HOMEROOM_TEACHER
    rows = (*programme.rows_of(school_class.grade), *programme.electives_of(school_class.grade))
    return any(row.code == subject.code for row in rows)


def _begun(year: SchoolYear, posts: Iterable[Post]) -> dict[tuple[str, int | None], Approval]:
    rows = Approval.objects.filter(
        record_type=TYPE, school_year=year, post__in=[str(post) for post in posts], erased_at=None
    )
    return {(row.post, row.period_id): row for row in rows.select_related("author")}


def _order(sheets: SheetsOfPost) -> tuple[int, str, int]:
    """Class by class, the subjects in the order of the school, qualities and competencies last."""
    position = sheets.subject.position if sheets.subject else 1000
    return sheets.school_class.grade, sheets.school_class.name, position
