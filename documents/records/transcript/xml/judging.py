"""Whose signatures a digital transcript carries, by the keys that the school knows: here or elsewhere."""

import hashlib
from collections.abc import Iterator, Mapping

from cryptography import x509
from cryptography.x509.oid import NameOID
from django.utils.translation import gettext as _

from documents.checking.offline.judging import Knowledge
from documents.checking.other_files import CheckedSignature, OtherReport
from documents.checking.verdicts import KnownKey, Outcome
from documents.records.transcript.xml.reading import NotReadable
from documents.records.transcript.xml.verifying import SlotFinding, XmlFinding, verify

KIND = "digital_transcript"
MOST_BYTES = 1024 * 1024  # one pupil's year has some 15,000
_PLACES = {
    "GVCN": lambda: _("homeroom teacher"),
    "CBQL": lambda: _("principal"),
    "KY_PHAT_HANH": lambda: _("seal of the school"),
}
Keys = Mapping[str, KnownKey]


def verified(data: bytes) -> XmlFinding | OtherReport:
    """What was found; or the report at once, where it is nothing that can be looked at."""
    if len(data) > MOST_BYTES:
        return OtherReport(KIND, Outcome.UNJUDGED)
    try:
        return verify(data)
    except NotReadable:
        return OtherReport(KIND, Outcome.UNREADABLE)


def judge(data: bytes, knowledge: Knowledge) -> OtherReport:
    """Without a server: by the keys that the school gave along."""
    finding = verified(data)
    if isinstance(finding, OtherReport):
        return finding
    known = knowledge.files.get(hashlib.sha256(data).hexdigest())
    outcome = known or outcome_of(finding, knowledge.keys)
    proven = Outcome.PROVEN if outcome == Outcome.NOT_KEPT else outcome
    return OtherReport(KIND, proven, signatures_of(finding, knowledge.keys))


def fingerprint_of(slot: SlotFinding) -> str:
    return hashlib.sha256(slot.certificate).hexdigest()


def outcome_of(finding: XmlFinding, keys: Keys) -> Outcome:
    """Not kept here: changed, signed with keys of this school, or with keys that nobody vouches for."""
    if not finding.holds:
        return Outcome.CHANGED
    known = [keys.get(fingerprint_of(slot)) for slot in finding.slots]
    is_sound = all(key is not None and key.revoked_at is None for key in known)
    return Outcome.NOT_KEPT if is_sound else Outcome.DOUBTFUL


def signatures_of(finding: XmlFinding, keys: Keys) -> tuple[CheckedSignature, ...]:
    return tuple(_signature(slot, keys.get(fingerprint_of(slot))) for slot in finding.slots)


def _signature(slot: SlotFinding, key: KnownKey | None) -> CheckedSignature:
    reasons = tuple(_reasons(slot, key))
    name = (key.name if key else "") or _common_name(slot.certificate)
    return CheckedSignature(name, _PLACES[slot.slot](), slot.signed_at, not reasons, reasons)


def _common_name(certificate: bytes) -> str:
    if not certificate:
        return ""
    subject = x509.load_der_x509_certificate(certificate).subject
    names = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else ""


def _reasons(slot: SlotFinding, key: KnownKey | None) -> Iterator[str]:
    if slot.faults:
        yield _("What this signature covers was changed, or it is none.")
    elif key is None:
        yield _("The certificate comes from no authority the school trusts.")
    elif key.revoked_at and slot.signed_at and key.revoked_at <= slot.signed_at:
        yield _("The school had revoked this signer's key.")
