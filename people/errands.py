"""What waits for a person besides approvals; each subject says what it asks of whom."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from people.powers import Powers


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to do, by a day; `detail` is a second line where one helps."""

    label: str
    url: str
    due_on: date | None = None
    detail: str = ""


Source = Callable[[Powers], Iterable[Errand]]
_sources: list[Source] = []


def asks(source: Source) -> Source:
    """Declare what a subject asks of people; it asks the database only for whom it may concern."""
    _sources.append(source)
    return source


def errands_of(powers: Powers) -> list[Errand]:
    """Everything asked of this person today, what is due first before the rest."""
    found = [errand for source in _sources for errand in source(powers)]
    return sorted(found, key=lambda one: (one.due_on is None, one.due_on, one.label))
