"""Files that are no PDF and can be checked all the same: each kind is declared by its record type."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from documents.checking import words
from documents.checking.headings import ADVICE, HEADINGS
from documents.checking.report import ProgressInWords, tone_of
from documents.checking.verdicts import Outcome, Progress
from people.registry import Registry


@dataclass(frozen=True)
class CheckedSignature:
    """Whose it is, in which place, when as the signer says, and what is wrong with it."""

    name: str
    place: str
    at: datetime | None
    holds: bool
    reasons: tuple[str, ...] = ()

    @property
    def moment(self) -> str:
        return words.moment(self.at)


@dataclass(frozen=True)
class OtherReport:
    """What was found, as page and command say it."""

    kind: str
    outcome: Outcome
    signatures: tuple[CheckedSignature, ...] = ()
    stage: Progress | None = None

    @property
    def heading(self) -> str:
        return words.translated(HEADINGS[self.outcome])

    @property
    def advice(self) -> str:
        return words.translated(ADVICE[self.outcome])

    @property
    def tone(self) -> str:
        return tone_of(self.outcome)

    @property
    def progress(self) -> ProgressInWords | None:
        return ProgressInWords(self.stage) if self.stage else None


Check = Callable[[bytes], OtherReport]


@dataclass(frozen=True)
class OtherKind:
    """How such files begin, who checks them here, and the module whose `judge` does it offline."""

    beginnings: tuple[str, ...]
    check: Check
    offline: str


_kinds: Registry[OtherKind] = Registry("kind of file")


def checks(name: str, *beginnings: str, offline: str) -> Callable[[Check], Check]:
    """This function checks files that begin so; without a server that module does."""

    def declare(check: Check) -> Check:
        _kinds.add(OtherKind(beginnings, check, offline), name)
        return check

    return declare


def check_for(data: bytes) -> Check | None:
    """Who checks this file; nobody where it is to be looked at as a PDF."""
    begins = (
        kind.check
        for kind in _kinds.all()
        if any(data.startswith(each.encode()) for each in kind.beginnings)
    )
    return next(begins, None)


def offline_kinds() -> dict[str, str]:
    """The module for each beginning."""
    return {each: kind.offline for kind in _kinds.all() for each in kind.beginnings}
