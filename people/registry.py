"""What the rooms declare as the application starts: acts, questions, record types, each under its name."""

from typing import Any, Generic, TypeVar

T = TypeVar("T")


class NotDeclared(LookupError):
    """Nothing of this kind has that name."""


class Registry(Generic[T]):
    """Everything of one kind, in the order in which it was declared."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._declared: dict[str, T] = {}

    def add(self, item: T, name: str = "") -> T:
        """Under its own name, or, as a decorator, under the function's. Raises ValueError for doubles."""
        name = name or name_of(item)
        if name in self._declared:
            raise ValueError(f"{self._kind} {name}: declared twice")
        self._declared[name] = item
        return item

    def get(self, name: str) -> T:
        """Raises NotDeclared."""
        if name not in self._declared:
            raise NotDeclared(f"{self._kind} {name}: not declared")
        return self._declared[name]

    def all(self) -> tuple[T, ...]:
        return tuple(self._declared.values())

    def __contains__(self, name: str) -> bool:
        return name in self._declared


def name_of(item: Any) -> str:
    return str(getattr(item, "name", "")) or f"{item.__module__}.{item.__qualname__}"
