"""What a digital transcript proves to whoever brings it here: unchanged, whose signatures, still in force?"""

import hashlib

from documents.checking.other_files import OtherReport, checks
from documents.checking.progress import progress_at
from documents.checking.verdicts import KnownKey, outcome_now
from documents.models import SigningKey
from documents.records.transcript.digital import DigitalFile
from documents.records.transcript.xml.judging import (
    KIND,
    Keys,
    fingerprint_of,
    outcome_of,
    signatures_of,
    verified,
)
from documents.records.transcript.xml.verifying import XmlFinding
from workflows.story import details


@checks(KIND, "<?xml", "<HOC_BA", offline="documents.records.transcript.xml.judging")
def check(data: bytes) -> OtherReport:
    finding = verified(data)
    if isinstance(finding, OtherReport):
        return finding
    keys = _keys_of(finding)
    signatures = signatures_of(finding, keys)
    file = _known(hashlib.sha256(data).hexdigest())
    if file:
        progress = progress_at(file.approval, file.event)
        return OtherReport(KIND, outcome_now(progress), signatures, progress)
    return OtherReport(KIND, outcome_of(finding, keys), signatures)


def _known(sha256: str) -> DigitalFile | None:
    """A file of this school, as its trail names it."""
    rows = DigitalFile.objects.filter(sha256=sha256).select_related("event", "approval")
    file = rows.first()
    return file if file and details(file.event).get("digital") == sha256 else None


def _keys_of(finding: XmlFinding) -> Keys:
    prints = [fingerprint_of(slot) for slot in finding.slots]
    rows = SigningKey.objects.filter(fingerprint__in=prints).select_related("staff")
    return {key.fingerprint: KnownKey(key.staff.full_name, key.revoked_at) for key in rows}
