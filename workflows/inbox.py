"""What waits for whom: mine, my role's, coming, done. One query each, for all record types."""

from collections.abc import Iterator

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from people.counting import number_of
from people.duties import STAND_INS, Post, Roster
from people.models import Duty, Staff
from people.offices import LEADERSHIP
from people.years.models import WORKING
from workflows import registry
from workflows.access import NOTHING, Access, was_laid_before
from workflows.models import Approval, Event
from workflows.states import TARGET, State

# Not an empty Q: "this or an empty condition" leaves the condition out and means "this".
_EVERYTHING = ~Q(pk__in=[])
# The two databases disagree on where nothing stands in the order.
BY_DUE = F("due_on").asc(nulls_last=True)


def mine(access: Access) -> QuerySet[Approval]:
    """Lying on the own desk: drafts of one's own or of a post held today, and what was sent back."""
    return _open(access.drafted).filter(state=State.DRAFT).order_by("-round", BY_DUE, "pk")


def for_my_role(access: Access) -> QuerySet[Approval]:
    """At a desk where somebody may act now, in person or for somebody absent; soonest due first."""
    waiting = NOTHING
    for desk in access.desks:
        waiting |= desk.condition
    return _open(waiting).order_by(BY_DUE, "pk")


def _open(condition: Q) -> QuerySet[Approval]:
    """In a year that takes work; what is erased or lies in a locked year waits for nobody."""
    rows = Approval.objects.filter(condition, erased_at=None, school_year__state__in=WORKING)
    return rows.select_related("author")


def counted(access: Access) -> dict[str, Coalesce]:
    """How many lie on the own desk (`mine`) and wait for the `role`, for a query that is asked anyway."""
    return {"mine": number_of(mine(access)), "role": number_of(for_my_role(access))}


def coming(staff: Staff, roster: Roster) -> QuerySet[Approval]:
    """On its way to a desk of mine, not there yet."""
    on_the_way = NOTHING
    for condition in _before_my_desks(staff, roster):
        on_the_way |= condition
    return _open(on_the_way).exclude(author=staff).order_by(BY_DUE, "pk")


def _before_my_desks(staff: Staff, roster: Roster) -> Iterator[Q]:
    my_posts = [
        post
        for post in roster.posts()
        if any(one.person == staff.pk for one in roster.holders(post))
    ]
    for kind in registry.all_types():
        for place, desk in enumerate(kind.desks):
            earlier = [TARGET[step] for step in kind.path[:place]]
            for post in my_posts:
                if post.duty == desk.duty and earlier and desk.each is None:
                    yield Q(record_type=kind.name, state__in=earlier) & _at_place(post)


def _at_place(post: Post) -> Q:
    if not post.place:
        return _EVERYTHING
    field = "school_class" if post.duty in {"homeroom_teacher", "subject_teacher"} else "group"
    return Q(**{field: post.place[0]})


def done(staff: Staff) -> QuerySet[Event]:
    """What I did, newest first."""
    return (
        Event.objects.filter(by=staff, approval__isnull=False)
        .exclude(kind="open")
        .select_related("approval")
        .order_by("-sequence")
    )


def visible_to(staff: Staff, roster: Roster, access: Access) -> QuerySet[Approval]:
    """Every record this person may read; the rule of `permissions.may_see` as a condition."""
    readable = Q(author=staff) | access.drafted
    for kind in registry.all_types():
        readable |= Q(record_type=kind.name) & _readable_of(kind, staff, roster)
    return Approval.objects.filter(readable, erased_at=None).select_related("author")


def _readable_of(kind: registry.RecordType, staff: Staff, roster: Roster) -> Q:
    submitted_once = ~Q(state=State.DRAFT, revision=1, round=1)
    own_posts = [
        post
        for post in roster.posts()
        if any(holder.person == staff.pk for holder in roster.holders(post))
    ]
    if any(post.duty in LEADERSHIP for post in own_posts):
        return submitted_once
    places = NOTHING
    for readers in kind.readers:
        places |= readers.condition(staff, roster)
    for post in own_posts:
        for desk in kind.desks:
            if _reads_at(desk.duty, post):
                places |= _at_place(post) if desk.each is None else was_laid_before(post)
    return submitted_once & places


def _reads_at(duty: Duty, post: Post) -> bool:
    """A desk's holders read its records, and so does who stands in for them first."""
    return post.duty == duty or post.duty in STAND_INS[duty][:1]
