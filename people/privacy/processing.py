"""The register of processing (hồ sơ xử lý dữ liệu cá nhân): which data, whose, why, by which law.

Dated: what is no longer processed gets a last day, what is new a first one; nothing is deleted.
Who reads is taken from the acts themselves. Other rooms declare what they process when they start.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import Duty
from people.registry import Registry

_START = date(2026, 1, 1)  # Luật 91/2025/QH15 is in force
PUPILS, STAFF = "pupils", "staff"
EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of data. `kept_by_law` says why it may not be erased; empty where it may."""

    name: str
    whose: str
    title: Any
    data: Any
    purpose: Any
    ground: Any
    source: Any
    readers: tuple[Duty, ...]
    given_to: Any
    retention: Any
    safeguards: Any
    kept_by_law: Any = ""
    since: date = _START
    until: date | None = None

    @property
    def read_by(self) -> list[str]:
        """The duties, in the order of the school."""
        return [str(duty.label) for duty in Duty if duty in self.readers]

    @property
    def subjects(self) -> str:
        return _("Pupils and their families") if self.whose == PUPILS else _("Staff")


_register: Registry[Category] = Registry("category of data")
declare = _register.add


def in_force(day: date | None = None) -> list[Category]:
    day = day or timezone.localdate()
    return [
        one
        for one in _register.all()
        if one.since <= day and (one.until is None or day <= one.until)
    ]


def choices(whose: str) -> list[tuple[str, str]]:
    """For a request: what it may be about."""
    found = [(one.name, str(one.title)) for one in in_force() if one.whose == whose]
    return [(EVERYTHING, _("Everything that is kept")), *found]


def title_of(name: str) -> str:
    return str(_register.get(name).title) if name in _register else _("Everything that is kept")


def refusal_of_erasure(name: str, whose: str) -> str:
    """The sentence with which the law refuses to erase these data; empty where it does not.

    Of everything, the first that the law keeps of a pupil, or of somebody who works here.
    """
    if name == EVERYTHING:
        kept = (one.kept_by_law for one in in_force() if one.whose == whose and one.kept_by_law)
        return str(next(kept, ""))
    return str(_register.get(name).kept_by_law) if name in _register else ""
