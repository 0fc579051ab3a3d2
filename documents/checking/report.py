"""A meaning laid out for a page: everything in words already."""

from dataclasses import dataclass

from documents.checking import words
from documents.checking.verdicts import (
    KnownFile,
    Meaning,
    Outcome,
    Progress,
    RecordedSignature,
    Row,
)
from documents.signing.examination import CertificateFinding

_GOOD = {Outcome.CURRENT, Outcome.GENUINE, Outcome.PROVEN}
_BAD = {Outcome.WITHDRAWN, Outcome.CHANGED, Outcome.NOT_AS_RECORDED, Outcome.NOT_KEPT}


def tone_of(outcome: Outcome) -> str:
    """How a verdict looks: always beside its words."""
    if outcome in _GOOD:
        return "good"
    return "bad" if outcome in _BAD else ""


@dataclass(frozen=True)
class Line:
    """One signature."""

    row: Row

    @property
    def verdict(self) -> str:
        return words.verdict(self.row)

    @property
    def mark(self) -> str:
        return "done" if self.row.holds else "late"

    @property
    def moment(self) -> str:
        return words.moment(self.row.finding.at)

    @property
    def reasons(self) -> list[str]:
        return words.reasons(self.row)

    @property
    def level(self) -> str:
        return words.level(self.row)

    @property
    def stamp(self) -> str:
        stamp = self.row.finding.timestamp
        return words.stamp(stamp) if stamp else ""

    @property
    def chain(self) -> list["Certificate"]:
        return [Certificate(each) for each in self.row.finding.chain]


@dataclass(frozen=True)
class Certificate:
    """One certificate of a path."""

    finding: CertificateFinding

    @property
    def validity(self) -> str:
        since, until = (words.day(at) for at in (self.finding.valid_from, self.finding.valid_until))
        return f"{since} – {until}"


@dataclass(frozen=True)
class CarriedFileInWords:
    """One file that the paper carries inside it."""

    file: KnownFile

    @property
    def name(self) -> str:
        return self.file.finding.name

    @property
    def short_sha256(self) -> str:
        return f"{self.file.finding.sha256[:16]}…"

    @property
    def sentence(self) -> str:
        return words.known_file(self.file)


@dataclass(frozen=True)
class ProgressInWords:
    """Which stage of which record, and what has become of it since."""

    progress: Progress

    @property
    def sentence(self) -> str:
        return words.progress(self.progress)

    @property
    def since(self) -> str:
        return words.since(self.progress)

    @property
    def missing(self) -> list[str]:
        return words.missing(self.progress)

    @property
    def signed(self) -> list[tuple[RecordedSignature, str]]:
        return [(each, words.moment(each.at)) for each in self.progress.signed]


@dataclass(frozen=True)
class Report:
    """What the page shows."""

    meaning: Meaning

    @property
    def heading(self) -> str:
        return words.heading(self.meaning.outcome)

    @property
    def advice(self) -> str:
        return words.advice(self.meaning)

    @property
    def tone(self) -> str:
        """How the verdict looks: always beside its words."""
        return tone_of(self.meaning.outcome)

    @property
    def faults(self) -> list[str]:
        return words.faults(self.meaning)

    @property
    def lines(self) -> list[Line]:
        return [Line(row) for row in self.meaning.rows]

    @property
    def stamps(self) -> list[str]:
        return [words.stamp(each) for each in self.meaning.examination.document_timestamps]

    @property
    def carries(self) -> str:
        return words.files(self.meaning)

    @property
    def files(self) -> list[CarriedFileInWords]:
        return [CarriedFileInWords(each) for each in self.meaning.files]

    @property
    def progress(self) -> ProgressInWords | None:
        progress = self.meaning.progress
        return ProgressInWords(progress) if progress else None

    @property
    def is_test(self) -> bool:
        return self.meaning.is_test
