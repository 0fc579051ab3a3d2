"""Who holds which duty on a day, in person or for somebody absent. Nothing here changes anything."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any, TypeVar

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils import timezone

from people.compiled import DAY, CompiledQuery
from people.models import Assignment, Duty, Staff
from people.staffing.models import called

# Who takes over where every holder of a duty is the author: the deputy, else the next desk up.
STAND_INS: dict[Duty, tuple[Duty, ...]] = {
    Duty.GROUP_LEADER: (Duty.DEPUTY_LEADER, Duty.VICE_PRINCIPAL, Duty.PRINCIPAL),
    Duty.DEPUTY_LEADER: (Duty.GROUP_LEADER, Duty.VICE_PRINCIPAL, Duty.PRINCIPAL),
    Duty.VICE_PRINCIPAL: (Duty.PRINCIPAL,),
    Duty.PRINCIPAL: (Duty.VICE_PRINCIPAL,),
    Duty.HOMEROOM_TEACHER: (Duty.VICE_PRINCIPAL, Duty.PRINCIPAL),
    Duty.SUBJECT_TEACHER: (Duty.VICE_PRINCIPAL, Duty.PRINCIPAL),
    # Not the records board: it administers, and keeps its hands off records (clause 8.2).
    Duty.CLERK: (Duty.VICE_PRINCIPAL, Duty.PRINCIPAL),
    Duty.RECORDS_BOARD: (Duty.VICE_PRINCIPAL, Duty.PRINCIPAL),
}
# The clerk's desk seals what others have judged: that it is the own draft speaks against nothing.
JUDGE_NOTHING = frozenset({Duty.CLERK})
_SCOPES: dict[Duty, tuple[str, ...]] = {
    Duty.GROUP_LEADER: ("group_id",),
    Duty.DEPUTY_LEADER: ("group_id",),
    Duty.HOMEROOM_TEACHER: ("school_class_id",),
    Duty.SUBJECT_TEACHER: ("school_class_id", "subject_id"),
}
_PLACED = ("duty", "group_id", "school_class_id", "subject_id")
_FACTS = ("id", "full_name", "name_key", "address", "email", "is_active")
_HOLDER = tuple(f"staff__{fact}" for fact in _FACTS)
_STAND_IN = tuple(f"away__substitute__{fact}" for fact in _FACTS)
_COLUMNS = (*_PLACED, *_HOLDER, *_STAND_IN)
_MOST_DERIVED = 1024
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Post:
    """A duty at its place: leader of *this* group, teacher of *this* subject in *this* class."""

    duty: Duty
    place: tuple[int | None, ...] = ()

    def __str__(self) -> str:
        return ":".join([self.duty.value, *(str(part or "") for part in self.place)])

    @classmethod
    def parse(cls, text: str) -> "Post":
        duty, *place = text.split(":")
        return cls(Duty(duty), tuple(int(part) if part else None for part in place))


@dataclass(frozen=True, slots=True)
class Capacity:
    """A person acting in own right, or for the absent person named."""

    person: int
    acting_for: int | None = None

    def touches(self, people: Collection[int]) -> bool:
        return self.person in people or self.acting_for in people


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the roster, as a page or a letter names him or her."""

    pk: int
    called: str
    email: str
    name_key: str

    @classmethod
    def told_by(cls, row: Mapping[str, Any], columns: tuple[str, ...]) -> "Colleague":
        pk, full_name, name_key, address, email, _is_active = (row[name] for name in columns)
        return cls(pk, called(address, full_name), email, name_key)


def post_of(row: Assignment) -> Post:
    """The post at which this duty is held."""
    return _post({field: getattr(row, field) for field in _PLACED})


def _post(row: Mapping[str, Any]) -> Post:
    duty = Duty(row["duty"])
    return Post(duty, tuple(row[field] for field in _SCOPES.get(duty, ())))


def in_force(on: date, of: str = "") -> Q:
    """What is dated and holds on this day; `of` leads to it."""
    begun = Q(**{f"{of}starts_on__lte": on})
    return begun & (Q(**{f"{of}ends_on__isnull": True}) | Q(**{f"{of}ends_on__gte": on}))


# A span that ends before it begins was never in force: somebody was taken out the day he or she came.
LASTED = Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))


class _Holders:
    """What follows from the rows of duties on a day: who holds which post, and who may act at it."""

    def __init__(self, rows: tuple[tuple[Any, ...], ...]) -> None:
        self.people: dict[int, Colleague] = {}
        self.takers: dict[tuple[Post, frozenset[int]], frozenset[Capacity]] = {}
        self.derived: dict[Any, Any] = {}
        found: dict[Post, set[Capacity]] = defaultdict(set)
        for values in rows:
            row = dict(zip(_COLUMNS, values, strict=True))
            holder, post = self._met(row, _HOLDER), _post(row)
            found[post].add(Capacity(holder))
            if row["away__substitute__is_active"]:
                substitute = self._met(row, _STAND_IN)
                found[post].add(Capacity(substitute, acting_for=holder))
        self.by_post = {post: frozenset(holders) for post, holders in found.items()}

    def _met(self, row: Mapping[str, Any], columns: tuple[str, ...]) -> int:
        person = Colleague.told_by(row, columns)
        self.people[person.pk] = person
        return person.pk


# The rows are read every time; what follows from the same rows is worked out once.
_holders_of = lru_cache(maxsize=32)(_Holders)


class Roster:
    """Who holds what on one day, loaded once (one query) and asked many times.

    A row for each duty of somebody present, and one more for each who stands in for him or her.
    """

    def __init__(self, on: date | None = None, duties: Iterable[Duty] = Duty) -> None:
        self.on = on or timezone.localdate()
        rows = _rows_of(tuple(sorted(duties)))(on=self.on)
        self._known = _holders_of(tuple(rows))
        self.people = self._known.people

    def derived(self, key: Any, work_out: Callable[[], T]) -> T:
        """What follows from the holders and this key alone, worked out once for them."""
        derived = self._known.derived
        if key not in derived:
            if len(derived) >= _MOST_DERIVED:
                derived.clear()
            derived[key] = work_out()
        value: T = derived[key]
        return value

    def holders(self, post: Post) -> frozenset[Capacity]:
        return self._known.by_post.get(post, frozenset())

    def posts(self) -> frozenset[Post]:
        return frozenset(self._known.by_post)

    def rungs(self, post: Post, group: int | None = None) -> list[frozenset[Capacity]]:
        """The holders of the post, then those of each duty that stands in for it."""
        posts = [post]
        for duty in STAND_INS[post.duty]:
            scope = _SCOPES.get(duty, ())
            posts.append(Post(duty, post.place[:1] or (group,)) if scope else Post(duty))
        return [self.holders(each) for each in posts]

    def duty_in(self, post: Post | str, capacity: Capacity) -> Duty:
        """The duty by which somebody acts at this post: its own, or the one that stands in for it."""
        post = Post.parse(post) if isinstance(post, str) else post
        duties = (post.duty, *STAND_INS[post.duty])
        for duty, rung in zip(duties, self.rungs(post), strict=True):
            if capacity in rung:
                return duty
        raise LookupError(f"{capacity} does not act at {post}")

    def takers(self, post: Post, owners: frozenset[int] = frozenset()) -> frozenset[Capacity]:
        """Who may act at this post on the work of these people: the first rung that has somebody else."""
        known = self._known.takers.get((post, owners))
        if known is None:
            rungs: Iterable[frozenset[Capacity]] = self.rungs(post)
            if post.duty not in JUDGE_NOTHING:
                rungs = (
                    frozenset(capacity for capacity in rung if not capacity.touches(owners))
                    for rung in rungs
                )
            known = self._known.takers[post, owners] = next(filter(None, rungs), frozenset())
        return known


@cache
def _rows_of(duties: tuple[Duty, ...]) -> CompiledQuery:
    def rows(on: date) -> QuerySet[Assignment, tuple[Any, ...]]:
        away = FilteredRelation("staff__absences", condition=in_force(on, "staff__absences__"))
        found = Assignment.objects.filter(in_force(on), duty__in=duties, staff__is_active=True)
        return found.annotate(away=away).order_by("pk").values_list(*_COLUMNS)

    return CompiledQuery(rows, on=DAY)


def duties_of(staff: Staff, on: date | None = None) -> QuerySet[Assignment]:
    """The duties a person holds on a day in person."""
    return (
        Assignment.objects.filter(in_force(on or timezone.localdate()), staff=staff)
        .select_related("group", "school_class", "subject")
        .order_by("pk")
    )


def holds(staff: Staff, *duties: Duty, on: date | None = None) -> bool:
    """Does this person hold one of these duties in person?"""
    return duties_of(staff, on).filter(duty__in=duties).exists()
