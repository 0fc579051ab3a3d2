"""What other rooms have of a pupil: each declares links for the pupil's page."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from people.models import Pupil
from people.powers import Powers
from people.registry import Registry


class PupilLink(NamedTuple):
    label: Any
    url: str


_links: Registry[Callable[[Pupil, Powers], Iterator[PupilLink]]] = Registry("link of a pupil")
offers_links = _links.add


def links_for(pupil: Pupil, powers: Powers) -> list[PupilLink]:
    return [link for offered in _links.all() for link in offered(pupil, powers)]
