"""What waits for a person besides approvals; each subject says what it asks of whom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add
from typing import Any, NamedTuple

from django.db.models import QuerySet, Value

from people.compiled import CompiledQueries
from people.counting import number_of
from people.powers import Powers
from people.registry import Registry, name_of

_MOST = 100


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to do, by a day; `detail` is a second line where one helps."""

    label: str
    url: str
    due_on: date | None = None
    detail: str = ""


class Row(NamedTuple):
    """What a subject says of one errand; what the three in the middle mean is its own affair."""

    question: int
    number: int
    words: str
    mark: str
    day: date


class Question(NamedTuple):
    """What a subject asks of people: which rows of its tables ask it, and how one of them is told.

    `rows` follows from the powers alone, their day included: the same powers ask the same question.

    `columns` says what stands for each word of `Row` but the first.
    """

    rows: Callable[[Powers], QuerySet[Any]]
    columns: Mapping[str, Any]
    tell: Callable[[Row], Errand]

    def asked_of(self, powers: Powers, place: int) -> Any:
        rows = self.rows(powers).order_by().annotate(question=Value(place), **self.columns)
        return rows.values_list(*Row._fields)


_questions: Registry[Question] = Registry("question")


def ask(
    rows: Callable[[Powers], QuerySet[Any]], tell: Callable[[Row], Errand], **columns: Any
) -> None:
    """Declare a question; no rows for whom it does not concern."""
    _questions.add(Question(rows, columns, tell), name_of(rows))


def _rows_of(powers: Powers) -> QuerySet[Any]:
    first, *others = (
        question.asked_of(powers, place) for place, question in enumerate(_questions.all())
    )
    rows: QuerySet[Any] = first.union(*others, all=True).order_by("day")[:_MOST]
    return rows


_all_rows = CompiledQueries(_rows_of)


def counted(powers: Powers) -> dict[str, Any]:
    """How many `errands` there are, for a query that is asked anyway."""
    return {"errands": reduce(add, (number_of(one.rows(powers)) for one in _questions.all()))}


def errands_of(powers: Powers) -> list[Errand]:
    """Everything asked of this person today, what is due first before the rest; one query for all."""
    rows = [Row(*row) for row in _all_rows(powers)]
    questions = _questions.all()
    found = [questions[row.question].tell(row) for row in rows]
    return sorted(found, key=lambda one: (one.due_on is None, one.due_on, one.label))
