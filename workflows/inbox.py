"""What waits for whom: mine, my role's, coming, done. One query each, for all record types."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from people.counting import number_of
from people.duties import STAND_INS, Post, Roster
from people.models import Duty, Staff
from workflows import flows, registry
from workflows.models import Approval, Event
from workflows.states import TARGET, State

_NOBODY = 0
# Not an empty Q: "this or an empty condition" leaves the condition out and means "this".
_EVERYTHING = ~Q(pk__in=[])
# The two databases disagree on where nothing stands in the order.
BY_DUE = F("due_on").asc(nulls_last=True)


def mine(staff: Staff) -> QuerySet[Approval]:
    """Lying on my own desk: drafts, and what was sent back to me."""
    return (
        Approval.objects.filter(author=staff, state=State.DRAFT, erased_at=None)
        .select_related("author")
        .order_by("-round", BY_DUE, "pk")
    )


def for_my_role(staff: Staff, roster: Roster) -> QuerySet[Approval]:
    """At a desk where I may act now, in person or for somebody absent; soonest due first."""
    waiting = Q(pk__in=[])
    for post in _posts_in_use():
        waiting |= _open_to(staff, post, roster)
    return (
        Approval.objects.filter(waiting, erased_at=None)
        .select_related("author")
        .order_by(BY_DUE, "pk")
    )


def counted(staff: Staff, for_role: QuerySet[Approval]) -> dict[str, Coalesce]:
    """How many lie on the own desk (`mine`) and wait for the `role`, for a query that is asked anyway."""
    return {"mine": number_of(mine(staff)), "role": number_of(for_role)}


def _posts_in_use() -> list[Post]:
    names = (
        flows.Task.objects.filter(status__in=flows.OPEN)
        .exclude(owner_permission=flows.AUTHOR)
        .order_by()
        .values_list("owner_permission", flat=True)
        .distinct()
    )
    return [Post.parse(name) for name in names]


def _open_to(staff: Staff, post: Post, roster: Roster) -> Q:
    """The rule of `Roster.takers` as a condition: who acts depends on who the author is."""

    def may(author: int) -> bool:
        return any(one.person == staff.pk for one in roster.takers(post, author))

    touched = {
        person
        for rung in roster.rungs(post)
        for one in rung
        for person in (one.person, one.acting_for)
        if person
    }
    differs = [person for person in touched if may(person) != may(_NOBODY)]
    at_the_desk = _was_laid_before(post, status__in=flows.OPEN)
    if may(_NOBODY):
        return at_the_desk & ~Q(author__in=differs)
    return at_the_desk & Q(author__in=differs) if differs else Q(pk__in=[])


def _was_laid_before(post: Post, **task: Any) -> Q:
    """Not by a join: somebody with two seats at one desk would find the record twice."""
    tasks = flows.Task.objects.filter(owner_permission=str(post), **task)
    return Q(process__in=tasks.order_by().values("process"))


def coming(staff: Staff, roster: Roster) -> QuerySet[Approval]:
    """On its way to a desk of mine, not there yet."""
    on_the_way = Q(pk__in=[])
    for condition in _before_my_desks(staff, roster):
        on_the_way |= condition
    return (
        Approval.objects.filter(on_the_way, erased_at=None)
        .exclude(author=staff)
        .select_related("author")
        .order_by(BY_DUE, "pk")
    )


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


def visible_to(staff: Staff, roster: Roster) -> QuerySet[Approval]:
    """Every record this person may read; the rule of `permissions.may_see` as a condition."""
    readable = Q(author=staff)
    for kind in registry.all_types():
        readable |= Q(record_type=kind.name) & _readable_of(kind, staff, roster)
    return Approval.objects.filter(readable, erased_at=None).select_related("author")


def _readable_of(kind: registry.RecordType, staff: Staff, roster: Roster) -> Q:
    submitted_once = ~Q(state=State.DRAFT, revision=1, round=1)
    if any(
        one.person == staff.pk
        for duty in ("principal", "vice_principal")
        for one in roster.holders(Post.parse(duty))
    ):
        return submitted_once
    places = Q(pk__in=[])
    for post in roster.posts():
        if any(one.person == staff.pk for one in roster.holders(post)):
            for desk in kind.desks:
                if _reads_at(desk.duty, post):
                    places |= _at_place(post) if desk.each is None else _was_laid_before(post)
    return submitted_once & places


def _reads_at(duty: Duty, post: Post) -> bool:
    """A desk's holders read its records, and so does who stands in for them first."""
    return post.duty == duty or post.duty in STAND_INS[duty][:1]
