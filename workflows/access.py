"""Which desks are open to a person and which posts he or she drafts at: all that the lists follow from."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Value

from people.compiled import CompiledQuery
from people.duties import Post, Roster
from people.models import Staff
from workflows import flows
from workflows.models import Approval, Opening

NOTHING = Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class PostsInUse:
    """The posts at whose desks some record lies, and those at which some draft is written.

    Beside them, because every list asks here first: whether any record is open for a time.
    """

    desks: tuple[str, ...]
    drafts: tuple[str, ...]
    is_something_open: bool = False


def posts_in_use() -> PostsInUse:
    """One query for all."""
    rows = sorted(_posts())
    return PostsInUse(
        tuple(post for post, is_desk in rows if is_desk),
        tuple(post for post, is_desk in rows if post and not is_desk),
        ("", False) in [tuple(row) for row in rows],
    )


def _all_posts() -> QuerySet[Any]:
    desks = (
        flows.Task.objects.filter(status__in=flows.OPEN)
        .exclude(owner_permission=flows.AUTHOR)
        .order_by()
        .values_list("owner_permission", Value(value=True))
    )
    drafts = Approval.objects.exclude(post="").order_by().values_list("post", Value(value=False))
    granted = Opening.objects.filter(outcome=Opening.Outcome.GRANTED)
    opened = granted.order_by().values_list(Value(""), Value(value=False))
    return desks.union(drafts, opened)


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
        return Q(author__in=self.people) if self.people else NOTHING


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
        return was_laid_before(self.post, status__in=flows.OPEN) & condition


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


def was_laid_before(post: Post | str, **task: Any) -> Q:
    """Not by a join: somebody with two seats at one desk would find the record twice."""
    tasks = flows.Task.objects.filter(owner_permission=str(post), **task)
    return Q(process__in=tasks.order_by().values("process"))
