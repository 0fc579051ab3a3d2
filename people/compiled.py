"""Queries whose SQL is built once and asked anew every time: no answer is kept, only its question.

Most of a page's work was Django's building of the same SQL again. A plan leans on what Django's
compilers and row iterators are made of; with SOKY_CHECK_COMPILED, as the tests have it, everything
is built anew at each use as well and must come out the same.
"""

from collections.abc import Callable, Hashable
from copy import copy
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError

K = TypeVar("K", bound=Hashable)
# As many as a school has people, and somewhat more; the least used go first.
MOST = 512

# Values to build a query with; none of them occurs in a school.
NUMBER, DAY, TEXT, NAME = -987654321, date(1, 2, 3), "\ue000", UUID(int=987654321)
MOMENT = datetime(1, 2, 4, tzinfo=UTC)


class Plan:
    """The SQL of a query set with its parameters, and all that is needed to read the rows."""

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        self.rows, self.using = rows, rows.db
        self.compiler: Any = rows.query.get_compiler(rows.db)
        self.params: tuple[Any, ...] = ()
        try:
            self.sql, params = self.compiler.as_sql()
        except EmptyResultSet:
            self.sql = ""
        else:
            self.params = tuple(params)
            columns = [column[0] for column in self.compiler.select[: self.compiler.col_count]]
            self.converters: dict[int, Any] = self.compiler.get_converters(columns)

    def run(self, params: tuple[Any, ...]) -> list[Any]:
        """The rows as the query set would give them. Raises where locks are wanted outside a transaction."""
        if not self.sql:
            return []
        connection = connections[self.using]
        if self.rows.query.select_for_update and not connection.in_atomic_block:
            raise TransactionManagementError("Rows are locked inside a transaction only.")
        iterable: Any = self.rows._iterable_class  # noqa: SLF001 Django's own reader of rows
        return list(iterable(_Bound(self, params)))

    def check(self, fresh: "Plan", params: tuple[Any, ...]) -> None:
        """Raises AssertionError where the query would come out differently today."""
        if (fresh.sql, _texts(fresh.params)) != (self.sql, _texts(params)):
            raise AssertionError(f"Built differently now: {fresh.sql} {fresh.params} {params}")


class _Bound:
    """What Django's row iterators ask of a query set, with SQL and parameters that stand already."""

    def __init__(self, plan: Plan, params: tuple[Any, ...]) -> None:
        self._plan, self.db = plan, plan.using
        self._compiler = copy(plan.compiler)
        self._compiler.connection = connections[plan.using]
        self._compiler.as_sql = lambda *args, **options: (plan.sql, params)
        self._compiler.get_converters = lambda expressions: plan.converters
        self.query = self

    def get_compiler(self, using: str) -> Any:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        query = self._plan.rows.query
        return getattr(query, name) if hasattr(query, name) else getattr(self._plan.rows, name)


class CompiledQuery:
    """One question, asked with other values each time.

    `marks` names the values of `build` and gives each a value of its own kind to build it with.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **marks: Any) -> None:
        self._build, self._marks = build, marks
        self._plan: tuple[Plan, list[Any]] | None = None  # with a _Place for each value

    def __call__(self, **values: Any) -> list[Any]:
        plan, places = self._plan or self._compile()
        adapted = {name: _adapted(plan.using, value) for name, value in values.items()}
        params = tuple(adapted[param.name] if type(param) is _Place else param for param in places)
        if settings.SOKY_CHECK_COMPILED:
            plan.check(Plan(self._build(**values)), params)
        return plan.run(params)

    def _compile(self) -> tuple[Plan, list[Any]]:
        plan = Plan(self._build(**self._marks))
        names = {str(_adapted(plan.using, mark)): name for name, mark in self._marks.items()}
        places: list[Any] = [
            _Place(names[str(param)]) if str(param) in names else param for param in plan.params
        ]
        missing = set(self._marks) - {param.name for param in places if type(param) is _Place}
        if missing:
            raise TypeError(f"{self._build.__qualname__} does not ask for {missing}")
        self._plan = plan, places
        return self._plan


class CompiledQueries(Generic[K]):
    """Many questions of one kind, each built from its key and from nothing else.

    `build` is given the key alone, so that a key says everything that its SQL depends on.
    """

    def __init__(self, build: Callable[[K], QuerySet[Any, Any]], most: int = MOST) -> None:
        self._build = build
        self.plan_of: Any = lru_cache(most)(lambda key: Plan(build(key)))

    def __call__(self, key: K) -> list[Any]:
        plan: Plan = self.plan_of(key)
        if settings.SOKY_CHECK_COMPILED:
            plan.check(Plan(self._build(key)), plan.params)
        return plan.run(plan.params)


class _Place:
    """Where a value goes among the parameters."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


def _adapted(using: str, value: Any) -> Any:
    """A value as the fields of this database hand it to the driver."""
    operations = connections[using].ops
    if isinstance(value, UUID):
        return value if connections[using].features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return operations.adapt_datetimefield_value(value)
    return operations.adapt_datefield_value(value) if isinstance(value, date) else value


def _texts(params: tuple[Any, ...]) -> list[str]:
    return [str(param) for param in params]
