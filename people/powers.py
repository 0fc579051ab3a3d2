"""As what somebody may act today: the own duties, and those of whom he or she stands in for."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from people.compiled import DAY, NUMBER, CompiledQuery
from people.duties import Capacity, Post, in_force, post_of
from people.models import Assignment, Duty, Staff, Substitution

Place = tuple[int | None, ...]


class Powers:
    """One person's posts on one day; loaded by one query, asked many times.

    `duties` are the rows behind them, in person or for somebody absent.
    """

    def __init__(self, staff: Staff, on: date | None = None) -> None:
        self.staff = staff
        self.on = on or timezone.localdate()
        self.duties: list[Assignment] = _duties(staff=staff.pk, on=self.on)
        held = ((row.staff_id, row.duty, post_of(row).place) for row in self.duties)
        self._facts = (staff.pk, self.on, *held)

    def __eq__(self, other: object) -> bool:
        """The same person with the same posts on the same day."""
        return isinstance(other, Powers) and self._facts == other._facts

    def __hash__(self) -> int:
        return hash(self._facts)

    @property
    def own_duties(self) -> list[Assignment]:
        """In person, with group, class and subject."""
        return [row for row in self.duties if row.staff_id == self.staff.pk]

    def capacities(self, may: Collection[Duty], place: Place = ()) -> list[Capacity]:
        """In which capacities one of these duties is held at this place, the own one first."""
        found = {
            self._capacity(row)
            for row in self.duties
            if row.duty in may and _reaches(post_of(row), place)
        }
        return sorted(found, key=lambda one: one.acting_for or 0)

    def _capacity(self, row: Assignment) -> Capacity:
        own = row.staff_id == self.staff.pk
        return Capacity(self.staff.pk, None if own else row.staff_id)

    def posts(self, may: Collection[Duty]) -> list[Post]:
        """Where one of these duties is held, in person or for somebody."""
        return [post_of(row) for row in self.duties if row.duty in may]


def _rows(staff: int, on: date) -> QuerySet[Assignment]:
    absent = Substitution.objects.filter(in_force(on), substitute=staff).values("absent")
    rows = Assignment.objects.filter(
        Q(staff=staff) | Q(staff__in=absent), in_force(on), staff__is_active=True
    )
    return rows.select_related("group", "school_class", "subject").order_by("pk")


_duties = CompiledQuery(_rows, staff=NUMBER, on=DAY)


def _reaches(post: Post, place: Place) -> bool:
    """A duty without a place reaches everywhere; another one only where it is held."""
    return not post.place or (place != () and post.place[: len(place)] == place)
