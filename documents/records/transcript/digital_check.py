"""What a digital transcript proves to whoever brings it: unchanged, whose signatures, still in force?"""

import hashlib
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from documents.checking.other_files import CheckedSignature, OtherReport, checks
from documents.checking.progress import progress_at
from documents.checking.verdicts import Outcome, outcome_now
from documents.models import SigningKey
from documents.records.transcript.digital import DigitalFile
from documents.records.transcript.xml.reading import NotReadable
from documents.records.transcript.xml.verifying import SlotFinding, XmlFinding, verify
from workflows.story import details

KIND = "digital_transcript"
MOST_BYTES = 1024 * 1024  # one pupil's year has some 15,000
_PLACES = {
    "GVCN": lambda: _("homeroom teacher"),
    "CBQL": lambda: _("principal"),
    "KY_PHAT_HANH": lambda: _("seal of the school"),
}
Keys = Mapping[str, SigningKey]


@checks(KIND, b"<?xml", b"<HOC_BA")
def check(data: bytes) -> OtherReport:
    if len(data) > MOST_BYTES:
        return OtherReport(KIND, Outcome.UNJUDGED)
    try:
        found = verify(data)
    except NotReadable:
        return OtherReport(KIND, Outcome.UNREADABLE)
    keys = _keys_of(found)
    signatures = tuple(_signature(slot, keys) for slot in found.slots)
    file = _known(hashlib.sha256(data).hexdigest())
    if file:
        progress = progress_at(file.approval, file.event)
        return OtherReport(KIND, outcome_now(progress), signatures, progress)
    return OtherReport(KIND, _of_stranger(found, keys), signatures)


def _known(sha256: str) -> DigitalFile | None:
    """A file of this school, as its trail names it."""
    rows = DigitalFile.objects.filter(sha256=sha256).select_related("event", "approval")
    file = rows.first()
    return file if file and details(file.event).get("digital") == sha256 else None


def _keys_of(found: XmlFinding) -> Keys:
    prints = [_fingerprint(slot) for slot in found.slots]
    rows = SigningKey.objects.filter(fingerprint__in=prints).select_related("staff")
    return {key.fingerprint: key for key in rows}


def _fingerprint(slot: SlotFinding) -> str:
    return hashlib.sha256(slot.certificate).hexdigest()


def _of_stranger(found: XmlFinding, keys: Keys) -> Outcome:
    """Not kept here: changed, signed with keys of this school, or with keys that nobody vouches for."""
    if not found.holds:
        return Outcome.CHANGED
    known = [keys.get(_fingerprint(slot)) for slot in found.slots]
    is_sound = all(key is not None and key.revoked_at is None for key in known)
    return Outcome.NOT_KEPT if is_sound else Outcome.DOUBTFUL


def _signature(slot: SlotFinding, keys: Keys) -> CheckedSignature:
    key, place = keys.get(_fingerprint(slot)), _PLACES[slot.slot]()
    reasons = tuple(_reasons(slot, key))
    name = key.staff.full_name if key else ""
    return CheckedSignature(name, place, slot.signed_at, not reasons, reasons)


def _reasons(slot: SlotFinding, key: SigningKey | None) -> Iterator[str]:
    if slot.faults:
        yield _("What this signature covers was changed, or it is none.")
    elif key is None:
        yield _("The certificate comes from no authority the school trusts.")
    elif key.revoked_at and slot.signed_at and key.revoked_at <= slot.signed_at:
        yield _("The school had revoked this signer's key.")
