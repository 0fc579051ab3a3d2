"""What a file proves without anybody to ask: the same examination, and the same sentences as on the page."""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from documents.checking.other_files import OtherReport
from documents.checking.report import Report
from documents.checking.verdicts import KnownFile, KnownKey, Meaning, Outcome, Row, is_revoked
from documents.signing.examination.examiner import examine
from documents.signing.examination.findings import Examination, SignatureFinding
from documents.signing.examination.trust import Trust


@dataclass(frozen=True)
class Knowledge:
    """What the school gave along on the day of making: whom it trusts, its keys, its finished files."""

    trust: Trust
    keys: Mapping[str, KnownKey] = field(default_factory=dict)
    """By the SHA-256 of their certificates."""
    files: Mapping[str, Outcome] = field(default_factory=dict)
    """How each stood on that day, by its SHA-256."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """How files begin that are no PDF, and the module whose `judge` looks at them."""


@dataclass(frozen=True)
class OfflineMeaning(Meaning):
    """Nobody has recorded anything here: what counts is in the file, and whose keys they are."""

    is_own: bool = False
    """Every signature was made by a key of the school."""
    known: Outcome | None = None
    """How the school had this very file on the day of making."""

    @property
    def outcome(self) -> Outcome:
        outcome = super().outcome
        if self.known and outcome not in _MORE_TO_TELL:
            return self.known
        if not (outcome.is_genuine and self.is_own):
            return outcome
        return Outcome.UNFINISHED if self.examination.empty_fields else Outcome.PROVEN


# What is seen in the file itself weighs more than that the school keeps it.
_MORE_TO_TELL = {Outcome.CHANGED, Outcome.DOUBTFUL, Outcome.NOT_AS_RECORDED}


def judge(data: bytes, knowledge: Knowledge, at: datetime) -> Report | OtherReport:
    for beginning, module in knowledge.kinds.items():
        if data.startswith(beginning.encode()):
            report: OtherReport = importlib.import_module(module).judge(data, knowledge)
            return report
    return Report(_meaning(examine(data, knowledge.trust, at=at), knowledge))


def _meaning(examination: Examination, knowledge: Knowledge) -> OfflineMeaning:
    return OfflineMeaning(
        examination,
        progress=None,
        rows=tuple(_row(finding, knowledge) for finding in examination.signatures),
        files=tuple(map(KnownFile, examination.files)),
        is_own=all(each.fingerprint in knowledge.keys for each in examination.signatures),
        known=knowledge.files.get(examination.sha256),
    )


def _row(finding: SignatureFinding, knowledge: Knowledge) -> Row:
    key = knowledge.keys.get(finding.fingerprint, KnownKey())
    revoked = is_revoked(key.revoked_at, finding)
    return Row(finding, None, finding.reason, is_revoked=revoked, is_as_recorded=True)
