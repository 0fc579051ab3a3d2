"""XMLDSig with keys that only answer hashes: each place prepared, all hashes signed in one call."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.utils.translation import gettext as _
from lxml import etree

from documents.records.transcript.xml.profile import DS, Profile, Slot
from documents.signing.backends import Pen, raw
from documents.signing.refusals import CannotSign

Node = Any
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>'


@dataclass(frozen=True, slots=True)
class Prepared:
    """A signature that lacks its value alone, and the hash that its key is to sign."""

    node: Node
    hashed: bytes


def prepare(
    root: Node, slot: Slot, pen: Pen, when: datetime, personal_id: str, profile: Profile
) -> Prepared:
    """Fill this slot but for the value. Raises CannotSign for a key that XML readers do not take."""
    prepared = prepare_over(root[0], slot, pen, when, profile)
    fill(etree.SubElement(root[1], slot.name), slot, prepared, when, personal_id)
    return prepared


def fill(place: Node, slot: Slot, prepared: Prepared, when: datetime, personal_id: str) -> None:
    etree.SubElement(place, "NGAY_KY").text = when.isoformat(timespec="seconds")
    if slot.has_personal_id:
        etree.SubElement(place, "SO_CCCD").text = personal_id
    place.append(prepared.node)


def prepare_over(data: Node, slot: Slot, pen: Pen, when: datetime, profile: Profile) -> Prepared:
    """A signature that stands nowhere yet. Raises CannotSign for a key that XML readers do not take."""
    method = profile.methods.get(pen.mechanism)
    if method is None:
        said = _("This key signs by RSASSA-PSS, which readers of XML signatures refuse.")
        raise CannotSign(said, "xml_refuses_pss")
    node = etree.Element(f"{{{DS}}}Signature", nsmap={"ds": DS})
    properties = properties_of(slot, data, when, profile)
    info = signed_info(data, properties, slot, method, profile)
    node.append(info)
    _ds(node, "SignatureValue")
    _add_key(node, pen.certificate)
    _ds(node, "Object").append(properties)
    return Prepared(node, hashlib.sha256(canonical(info)).digest())


def close(prepared: Sequence[Prepared], pen: Pen) -> None:
    """Every value by one call of the key. Raises CannotSign, and then nothing was signed."""
    values = pen.sign_hashes([each.hashed for each in prepared])
    key = raw.public_key(pen.certificate)
    for each, value in zip(prepared, values, strict=True):
        each.node[1].text = _base64(_of_fixed_length(value, key))


def properties_of(slot: Slot, data: Node, when: datetime, profile: Profile) -> Node:
    """When it was signed, by the signer's own clock; bound to slot and pupil by its Id."""
    signature = f"t-{slot.name}-{id_of(data)}"
    node = etree.Element(f"{{{DS}}}SignatureProperties", nsmap={"ds": DS}, Id=signature)
    each = _ds(node, "SignatureProperty", Target="")
    moment = etree.SubElement(
        each, f"{{{profile.time_namespace}}}SigningTime", nsmap={"tm": profile.time_namespace}
    )
    moment.text = when.isoformat(timespec="seconds")
    return node


def signed_info(data: Node, properties: Node, slot: Slot, method: str, profile: Profile) -> Node:
    """The only one that may stand there: also what a verifier makes anew and compares byte by byte."""
    node = etree.Element(f"{{{DS}}}SignedInfo", nsmap={"ds": DS})
    _ds(node, "CanonicalizationMethod", Algorithm=profile.canonical)
    _ds(node, "SignatureMethod", Algorithm=method)
    for target in (data, properties):
        reference = _ds(node, "Reference", URI=f"#{id_of(target)}")
        _ds(_ds(reference, "Transforms"), "Transform", Algorithm=profile.canonical)
        _ds(reference, "DigestMethod", Algorithm=profile.digest)
        hashed = hashlib.sha256(canonical(target)).digest()
        _ds(reference, "DigestValue").text = _base64(hashed)
    return node


def id_of(node: Node) -> str:
    """By which a signature names it; the list of a package spells it in small letters."""
    return str(node.get("Id") or node.get("id"))


def canonical(node: Node) -> bytes:
    """Exclusive C14N; of a document of its own, or lxml writes what does not belong there."""
    alone = etree.fromstring(etree.tostring(node, with_tail=False))
    written: bytes = etree.tostring(alone, method="c14n", exclusive=True)
    return written


def written(root: Node) -> bytes:
    """As it is kept and sent: these bytes are never written anew."""
    body: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=False)
    return DECLARATION + body


def _ds(parent: Node, tag: str, **attributes: str) -> Node:
    return etree.SubElement(parent, f"{{{DS}}}{tag}", **attributes)


def _add_key(node: Node, certificate: bytes) -> None:
    data = _ds(_ds(node, "KeyInfo"), "X509Data")
    subject = x509.load_der_x509_certificate(certificate).subject
    _ds(data, "X509SubjectName").text = subject.rfc4514_string()
    _ds(data, "X509Certificate").text = _base64(certificate)


def _of_fixed_length(value: bytes, key: Any) -> bytes:
    """ECDSA as XMLDSig wants it: both numbers, each as long as the curve's."""
    if not isinstance(key, ec.EllipticCurvePublicKey):
        return value
    length = (key.curve.key_size + 7) // 8
    first, second = decode_dss_signature(value)
    return first.to_bytes(length, "big") + second.to_bytes(length, "big")


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
