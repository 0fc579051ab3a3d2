"""The one door for changes of people's data: allowed today, in one transaction, told to the trail.

Who may do what stands beside each act, once: the pages ask it, the table of permissions shows it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from people.duties import Capacity
from people.models import Duty, Staff
from people.powers import Place, Powers
from people.refusals import Collided, NotYours
from people.registry import Registry

# Whoever keeps the trail listens; sent inside the transaction. kind, by, acting_for, about.
happened = Signal()


# Unique and foreign keys, as PostgreSQL and SQLite number them; anything else is a fault of ours.
_COLLISIONS = {"23505", "23503", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_FOREIGNKEY"}
_NUMBERS = ("sqlstate", "sqlite_errorname")


@dataclass(frozen=True, slots=True)
class Act:
    """Something that may be done to people's data, by whom, and how it is told afterwards.

    `may` names duties; none means everybody, for what is one's own. A duty with a place counts at
    the place where the act is done. Unless it must be done in person, a substitute may do it, too.
    Where only looking is allowed by it, the trail is not told.
    """

    name: str
    label: Any
    sentence: Any
    may: tuple[Duty, ...] = ()
    in_person: bool = True
    is_told: bool = True


ACTS: Registry[Act] = Registry("act")
# Known to the trail's stories and to the table of permissions from then on.
declare = ACTS.add


def capacity_for(act: Act, powers: Powers, place: Place = ()) -> Capacity | None:
    """In which capacity this person may do it today, the own one first; None where in none."""
    if not act.may:
        return Capacity(powers.staff.pk)
    found = powers.capacities(act.may, place)
    return next((one for one in found if not (act.in_person and one.acting_for)), None)


def may_do(act: Act, who: Staff | Powers, place: Place = ()) -> bool:
    """A page that asks several times hands over the powers it has loaded."""
    powers = who if isinstance(who, Powers) else Powers(who)
    return capacity_for(act, powers, place) is not None


class Telling(dict[str, Any]):
    """What will be told of a change: ids, numbers and hashes only. `acting_for` is who is absent."""

    acting_for: int | None = None


@contextmanager
def change(act: Act, by: Staff | None, place: Place = (), **facts: Any) -> Iterator[Telling]:
    """Everything inside happens as one, or not at all, and is told with these facts and more.

    Without a person it is done by Sổ Ký itself, at the command of whoever runs the machine.
    Raises Refusal where this person may not, or where two do the same at once.
    """
    with _no_collision(), transaction.atomic():
        capacity = capacity_for(act, Powers(by), place) if by else None
        if by and (capacity is None or not by.is_active):
            raise NotYours(_not_allowed(act.may))
        about = Telling(facts)
        about.acting_for = capacity.acting_for if capacity else None
        yield about
        happened.send(
            sender=Act,
            kind=act.name,
            by=by.pk if by else None,
            acting_for=about.acting_for,
            about=about,
        )


@contextmanager
def _no_collision() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        if not _COLLISIONS & {getattr(error.__cause__, of, "") for of in _NUMBERS}:
            raise
        raise Collided from error


def _not_allowed(may: Iterable[Duty]) -> str:
    duties = ", ".join(str(duty.label) for duty in may)
    return _("Only these may do this: %s.") % duties
