"""What waits for whom: mine, my role's, coming, done. One query each, for all record types."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from people.compiled import CompiledQuery
from people.counting import number_of
from people.duties import STAND_INS, Post, Roster
from people.models import Duty, Staff
from people.offices import LEADERSHIP
from people.years.models import WORKING
from workflows import flows, registry
from workflows.models import Approval, Event
from workflows.states import TARGET, State

# Not an empty Q: "this or an empty condition" leaves the condition out and means "this".
_EVERYTHING = ~Q(pk__in=[])
_NOTHING = Q(pk__in=[])
# The two databases disagree on where nothing stands in the order.
BY_DUE = F("due_on").asc(nulls_last=True)


@dataclass(frozen=True, slots=True)
class PostsInUse:
    """The posts at whose desks some record lies, and those at which some draft is written."""

    desks: tuple[str, ...]
    drafts: tuple[str, ...]


def posts_in_use() -> PostsInUse:
    """One query for both."""
    rows = sorted(_posts())
    return PostsInUse(
        tuple(post for post, is_desk in rows if is_desk),
        tuple(post for post, is_desk in rows if not is_desk),
    )


def _all_posts() -> QuerySet[Any]:
    desks = (
        flows.Task.objects.filter(status__in=flows.OPEN)
        .exclude(owner_permission=flows.AUTHOR)
        .order_by()
        .values_list("owner_permission", Value(value=True))
    )
    drafts = Approval.objects.exclude(post="").order_by().values_list("post", Value(value=False))
    return desks.union(drafts)


_posts = CompiledQuery(_all_posts)


@dataclass(frozen=True, slots=True)
class Authors:
    """On whose work somebody acts: on everybody's but these people's, or on theirs alone."""

    all_but: bool
    people: tuple[int, ...]

    @property
    def condition(self) -> Q:
        if self.all_but:
            return ~Q(author__in=self.people)
        return Q(author__in=self.people) if self.people else _NOTHING


@dataclass(frozen=True, slots=True)
class DeskAccess:
    """At which post somebody acts, and on whose work: it differs for drafts of some posts."""

    post: str
    usual: Authors
    special: tuple[tuple[tuple[str, ...], Authors], ...]

    @property
    def condition(self) -> Q:
        condition = self.usual.condition
        if self.special:
            condition &= ~Q(post__in=[name for names, _authors in self.special for name in names])
        for names, authors in self.special:
            condition |= Q(post__in=names) & authors.condition
        return _was_laid_before(self.post, status__in=flows.OPEN) & condition


@dataclass(frozen=True, slots=True)
class Access:
    """All that a person's lists follow from: the posts he or she drafts at, the desks open to him or her."""

    staff: int
    drafts: tuple[str, ...]
    desks: tuple[DeskAccess, ...]

    @property
    def drafted(self) -> Q:
        """The rule of `permissions.is_drafter` as a condition."""
        return Q(author=self.staff, post="") | Q(post__in=self.drafts)


def access_of(staff: Staff, roster: Roster, posts: PostsInUse | None = None) -> Access:
    """Worked out once for a person while duties and posts in use are the same."""
    in_use = posts or posts_in_use()
    return roster.derived((staff.pk, in_use), lambda: _access(staff.pk, roster, in_use))


def _access(staff: int, roster: Roster, posts: PostsInUse) -> Access:
    held = [
        post
        for post in posts.drafts
        if any(taker.person == staff for taker in roster.takers(Post.parse(post)))
    ]
    desks = (_desk_access(staff, post, roster, posts.drafts) for post in posts.desks)
    return Access(staff, tuple(held), tuple(desk for desk in desks if desk))


def _desk_access(staff: int, name: str, roster: Roster, drafts: Iterable[str]) -> DeskAccess | None:
    """The rule of `Roster.takers`: who acts depends on whose own work it is."""
    post = Post.parse(name)
    touched = _people_at(post, roster)
    by_owners: dict[frozenset[int], list[str]] = defaultdict(list)
    for draft in drafts:
        drafters = {taker.person for taker in roster.takers(Post.parse(draft))}
        by_owners[frozenset(drafters & touched)].append(draft)
    usual = _authors(staff, post, roster, touched, frozenset())
    special = tuple(
        (tuple(names), _authors(staff, post, roster, touched, own))
        for own, names in by_owners.items()
        if own
    )
    ways = [usual, *(authors for _names, authors in special)]
    is_open = any(authors.all_but or authors.people for authors in ways)
    return DeskAccess(name, usual, special) if is_open else None


def _authors(
    staff: int, post: Post, roster: Roster, touched: frozenset[int], own: frozenset[int]
) -> Authors:
    """On the work of which authors this person acts at the post, where `own` own it in any case."""

    def may(owners: frozenset[int]) -> bool:
        return any(taker.person == staff for taker in roster.takers(post, owners))

    usually = may(own)
    differs = sorted(person for person in touched if may(own | {person}) != usually)
    return Authors(usually, tuple(differs))


def _people_at(post: Post, roster: Roster) -> frozenset[int]:
    """Everybody on whom it depends who acts at this post."""
    return frozenset(
        person
        for rung in roster.rungs(post)
        for taker in rung
        for person in (taker.person, taker.acting_for)
        if person
    )


def mine(access: Access) -> QuerySet[Approval]:
    """Lying on the own desk: drafts of one's own or of a post held today, and what was sent back."""
    return _open(access.drafted).filter(state=State.DRAFT).order_by("-round", BY_DUE, "pk")


def for_my_role(access: Access) -> QuerySet[Approval]:
    """At a desk where somebody may act now, in person or for somebody absent; soonest due first."""
    waiting = _NOTHING
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


def _was_laid_before(post: Post | str, **task: Any) -> Q:
    """Not by a join: somebody with two seats at one desk would find the record twice."""
    tasks = flows.Task.objects.filter(owner_permission=str(post), **task)
    return Q(process__in=tasks.order_by().values("process"))


def coming(staff: Staff, roster: Roster) -> QuerySet[Approval]:
    """On its way to a desk of mine, not there yet."""
    on_the_way = _NOTHING
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


def visible_to(staff: Staff, roster: Roster, access: Access | None = None) -> QuerySet[Approval]:
    """Every record this person may read; the rule of `permissions.may_see` as a condition."""
    readable = Q(author=staff) | (access or access_of(staff, roster)).drafted
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
    places = _NOTHING
    for readers in kind.readers:
        places |= readers.condition(staff)
    for post in own_posts:
        for desk in kind.desks:
            if _reads_at(desk.duty, post):
                places |= _at_place(post) if desk.each is None else _was_laid_before(post)
    return submitted_once & places


def _reads_at(duty: Duty, post: Post) -> bool:
    """A desk's holders read its records, and so does who stands in for them first."""
    return post.duty == duty or post.duty in STAND_INS[duty][:1]
