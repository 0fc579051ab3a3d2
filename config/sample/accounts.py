"""How to sign in at the sample school: everybody's password, and everybody's own PIN."""

from dataclasses import asdict, dataclass
from itertools import pairwise
from random import Random

from config.sample.cast import CAST
from people.models import Staff

PASSWORD = "hoa-sen-2026"  # noqa: S105 printed on the sign-in page of every demonstration


@dataclass(frozen=True, slots=True)
class Account:
    username: str
    full_name: str
    duty: str
    password: str
    pin: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def accounts() -> list[Account]:
    """Every sample account, the principal first."""
    pins = _pins()
    return [
        Account(each.username, each.full_name, each.described(), PASSWORD, pins[each.username])
        for each in CAST
    ]


def pin_of(username: str) -> str:
    return _pins()[username]


def is_loaded() -> bool:
    """Is it the sample school that this database holds?"""
    principal = CAST[0]
    return Staff.objects.filter(username=principal.username, full_name=principal.full_name).exists()


def _pins() -> dict[str, str]:
    chance = Random(PASSWORD)  # noqa: S311 no secrets: they are the same everywhere
    pins: dict[str, str] = {}
    for member in CAST:
        pin = f"{chance.randrange(1_000_000):06}"
        while pin in pins.values() or not is_fit(pin):
            pin = f"{chance.randrange(1_000_000):06}"
        pins[member.username] = pin
    return pins


def is_fit(pin: str) -> bool:
    """Neither a run such as 123456 nor the same digit over and over."""
    steps = [int(after) - int(before) for before, after in pairwise(pin)]
    return len(set(pin)) > 3 and not any(
        steps[place] == steps[place + 1] and abs(steps[place]) <= 1 for place in range(4)
    )
