"""Does a digital transcript say what its signers signed? The only SignedInfo that may stand is made anew."""

import base64
import binascii
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from documents.records.transcript.xml import schema
from documents.records.transcript.xml.profile import DS, V1_0, Profile, Slot
from documents.records.transcript.xml.reading import read
from documents.records.transcript.xml.signing import canonical, properties_of, signed_info
from documents.signing.backends import Mechanism, raw
from documents.signing.refusals import CannotSign

Node = Any
SIGNATURE = f"{{{DS}}}Signature"
_PARTS = [f"{{{DS}}}{name}" for name in ("SignedInfo", "SignatureValue", "KeyInfo", "Object")]
_IDS = ("Id", "ID", "id")
_SHAPE = ["HOC_BA", "DU_LIEU_HOC_BA", "DANH_SACH_THONG_TIN_KY"]


@dataclass(frozen=True, slots=True)
class SlotFinding:
    """What one place holds: whose certificate, which moment is claimed, and what is wrong with it."""

    slot: str
    certificate: bytes = b""
    signed_at: datetime | None = None
    personal_id: str = ""
    faults: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return bool(self.certificate) and not self.faults


@dataclass(frozen=True, slots=True)
class XmlFinding:
    """Of a whole file. Who a certificate belongs to, and whether it may sign, is asked elsewhere."""

    faults: tuple[str, ...]
    slots: tuple[SlotFinding, ...] = ()
    data: Node = None
    """The element that was checked, and nothing else of the file."""

    @property
    def holds(self) -> bool:
        return not self.faults and all(slot.holds for slot in self.slots)


def verify(data: bytes, profile: Profile = V1_0) -> XmlFinding:
    """Every place of the profile. Raises NotReadable."""
    return verify_element(read(data), profile)


def verify_element(root: Node, profile: Profile) -> XmlFinding:
    """The same of a <HOC_BA> that stands in a list."""
    faults = tuple(_faults_of_file(root, profile))
    if faults:
        return XmlFinding(faults)
    signed = root[0]
    places = {place.tag: place for place in root[1]}
    slots = [
        look_at(signed, places[slot.name], slot, profile)
        for slot in profile.slots
        if slot.name in places
    ]
    return XmlFinding((), tuple(slots), signed)


def _faults_of_file(root: Node, profile: Profile) -> Iterator[str]:
    """The one shape that a file may have: whatever stands elsewhere, or twice, is refused."""
    if [root.tag, *(child.tag for child in root)] != _SHAPE:
        return iter(("unknown_structure",))
    names = [place.tag for place in root[1]]
    checks = {
        "unknown_slot": names == [slot.name for slot in profile.slots if slot.name in names],
        "slot_empty": all(slot.name in names for slot in profile.slots if slot.is_required),
        "signatures_elsewhere": len(list(root.iter(SIGNATURE))) == len(names),
        "id_twice": has_unique_ids(root),
        "strange_names": all(is_plain(node, profile) for node in root.iter()),
        "not_by_schema": schema.is_valid(root[0]),
    }
    return (code for code, holds in checks.items() if not holds)


def has_unique_ids(root: Node) -> bool:
    ids = [node.get(name) for node in root.iter() for name in _IDS if node.get(name) is not None]
    return len(ids) == len(set(ids))


def is_plain(node: Node, profile: Profile) -> bool:
    """No namespace or prefixed attribute that the profile does not know, nothing between elements."""
    has_loose_text = bool(node.tail) or (len(node) > 0 and bool(node.text))
    prefixed = any(name.startswith("{") for name in node.attrib)
    is_known = set(node.nsmap.values()) <= {DS, profile.time_namespace}
    return is_known and not has_loose_text and not prefixed


def look_at(data: Node, place: Node, slot: Slot, profile: Profile) -> SlotFinding:
    wanted = ["NGAY_KY", *(["SO_CCCD"] if slot.has_personal_id else []), SIGNATURE]
    if [child.tag for child in place] != wanted:
        return SlotFinding(slot.name, faults=("unknown_structure",))
    finding = look_at_signature(data, place[-1], slot, place[0].text or "", profile)
    personal_id = place[1].text or "" if slot.has_personal_id else ""
    return replace(finding, personal_id=personal_id)


def look_at_signature(
    data: Node, signature: Node, slot: Slot, moment: str, profile: Profile
) -> SlotFinding:
    """Is it the one over these data, at this moment?"""
    if [child.tag for child in signature] != _PARTS:
        return SlotFinding(slot.name, faults=("unknown_structure",))
    try:
        signed_at = datetime.fromisoformat(moment)
        certificate = base64.b64decode(
            signature.findtext(f".//{{{DS}}}X509Certificate"), None, True
        )
        subject = x509.load_der_x509_certificate(certificate).subject.rfc4514_string()
        faults = tuple(_faults(data, signature, slot, signed_at, certificate, profile))
    except (ValueError, TypeError, binascii.Error, CannotSign):
        return SlotFinding(slot.name, faults=("unreadable_signature",))
    if signature.findtext(f".//{{{DS}}}X509SubjectName") != subject:
        faults += ("subject_differs",)
    return SlotFinding(slot.name, certificate, signed_at, faults=faults)


def _faults(
    data: Node, signature: Node, slot: Slot, at: datetime, certificate: bytes, profile: Profile
) -> Iterator[str]:
    """Made anew from what stands in its fixed place, and compared byte by byte; then the key."""
    key = raw.public_key(certificate)
    is_elliptic = isinstance(key, ec.EllipticCurvePublicKey)
    how = Mechanism.ECDSA if is_elliptic else Mechanism.RSA_PKCS1
    properties = properties_of(slot, data, at, profile)
    info = signed_info(data, properties, slot, profile.methods[how], profile)
    if len(signature[3]) != 1 or canonical(signature[3][0]) != canonical(properties):
        yield "time_differs"
    if canonical(signature[0]) != canonical(info):
        yield "changed_after_signing"
        return
    value = base64.b64decode(signature[1].text or "", validate=True)
    value = _as_der(value, key) if isinstance(key, ec.EllipticCurvePublicKey) else value
    if not raw.holds(value, key, how, hashlib.sha256(canonical(info)).digest()):
        yield "signature_wrong"


def _as_der(value: bytes, key: ec.EllipticCurvePublicKey) -> bytes:
    length = (key.curve.key_size + 7) // 8
    if len(value) != 2 * length:
        raise ValueError("Both numbers of an ECDSA signature are as long as the curve's.")
    first, second = value[:length], value[length:]
    return encode_dss_signature(int.from_bytes(first, "big"), int.from_bytes(second, "big"))
