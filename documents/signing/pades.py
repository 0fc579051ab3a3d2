"""How a paper gets its signatures, one PAdES signature after another (ETSI EN 319 142-1).

The first signature certifies the file, so that nothing but further signatures may follow (DocMDP,
P=2); the field signed last locks it (FieldMDP All, ISO 32000-2, 12.8.2.4). Every signature carries
a timestamp and what proves its certificate (B-LT); after the last one a timestamp over the whole
file keeps all of it provable when the certificates have ended (B-LTA).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf
from cryptography import x509
from cryptography.x509.oid import NameOID

from documents.signing import cms, signature, validation_data
from documents.signing.backends import Pen
from documents.signing.incremental import IncrementalUpdate, reference_of, text
from documents.signing.proof import Evidence
from documents.signing.signature import Unsigned
from documents.signing.stamp import Stamp
from documents.signing.stamp_font import NAME as STAMP_FONT
from documents.signing.timestamps import Clock


@dataclass(frozen=True)
class Order:
    """One signature to be made: on which file, in which field, in which duty, with which look."""

    pdf: bytes
    field: str
    duty: str
    stamp: Stamp
    place: str = ""


class Hand:
    """A pen, a clock and the proof for both: all that the signatures of one sitting share.

    Without a clock the signatures are plain (B-B).
    """

    def __init__(self, pen: Pen, clock: Clock | None, proof: Evidence) -> None:
        self.pen, self.clock, self.proof = pen, clock, proof
        self.name = name_in(pen.certificate)
        self.fingerprint = hashlib.sha256(pen.certificate).hexdigest()
        self._signatory = cms.signatory(pen.certificate, tuple(pen.chain), pen.mechanism)
        self._room = self._signatory.size + (clock.size() if clock else 0)

    def sign(self, orders: Sequence[Order]) -> list[tuple[bytes, bytes]]:
        """The files with one more signature each, and the timestamp of each signature.

        All hashes go to the pen at once, and then to the clock. Raises CannotSign, and then none
        of them is signed. What a file allows is not asked here: see the guard.
        """
        unsigned = [self._begun(order) for order in orders]
        attributes = [self._signatory.attributes(each.digest()) for each in unsigned]
        raw = self.pen.sign_hashes([cms.hash_to_sign(each) for each in attributes])
        tokens = self._stamped(raw)
        return [
            (each.filled(self._signatory.signature(signed, by, timestamp=token)), token)
            for each, signed, by, token in zip(unsigned, attributes, raw, tokens, strict=True)
        ]

    def _stamped(self, raw: Sequence[bytes]) -> list[bytes]:
        """A timestamp over each signature value, as CAdES-T wants it."""
        if self.clock is None:
            return [b""] * len(raw)
        return self.clock.stamp_many([hashlib.sha256(each).digest() for each in raw])

    def _begun(self, order: Order) -> Unsigned:
        update = IncrementalUpdate(order.pdf)
        root = update.paper.Root
        field = next(one for one in root.AcroForm.Fields if str(one.T) == order.field)
        is_first = all("/V" not in one for one in root.AcroForm.Fields)
        reference, body_at = update.add(
            signature.signature(self._room, self._entries(order, field, root, is_first=is_first))
        )
        left, low, right, high = (float(edge) for edge in field.Rect)
        font = root.AcroForm.DR.Font[STAMP_FONT]
        look = order.stamp.draw(update, right - left, high - low, reference_of(font))
        update.change(field, {"/AP": f"<< /N {look} >>", "/V": reference})
        certified_by = reference if is_first else None
        validation_data.embed(update, self.proof, certified_by=certified_by)
        return Unsigned.finish(update, body_at)

    def _entries(
        self, order: Order, field: pikepdf.Object, root: pikepdf.Object, *, is_first: bool
    ) -> str:
        transforms = [signature.CERTIFIES] if is_first else []
        if "/Lock" in field:
            transforms.append(signature.LOCKS.format(root=reference_of(root)))
        references = f" /Reference [{' '.join(transforms)}]" if transforms else ""
        return (
            f" /M {signature.moment(order.stamp.at)} /Name {text(self.name)}"
            f" /Reason {text(order.duty)} /Location {text(order.place)}{references}"
        )


def archive_timestamps(pdfs: Sequence[bytes], clock: Clock, proof: Evidence) -> list[bytes]:
    """The files with a timestamp over all of each (B-LTA), or CannotSign.

    `proof` is the evidence for certificates in them that do not have it yet; made again before the
    clock's certificate ends, it keeps a file provable for another such time.
    """
    unsigned = [_begun_timestamp(pdf, clock, proof) for pdf in pdfs]
    tokens = clock.stamp_many([each.digest() for each in unsigned])
    return [each.filled(token) for each, token in zip(unsigned, tokens, strict=True)]


def _begun_timestamp(pdf: bytes, clock: Clock, proof: Evidence) -> Unsigned:
    update = IncrementalUpdate(pdf)
    form, page = update.paper.Root.AcroForm, update.paper.pages[0].obj
    reference, body_at = update.add(signature.document_timestamp(clock.size()))
    field, _body = update.add(
        f"<< /Type /Annot /Subtype /Widget /FT /Sig /T (timestamp-{len(form.Fields)}) /F 132"
        f" /Rect [0 0 0 0] /P {reference_of(page)} /V {reference} >>".encode()
    )
    update.change(form, {"/Fields": _longer(list(form.Fields), field)})
    update.change(page, {"/Annots": _longer(list(page.get("/Annots", ())), field)})
    validation_data.embed(update, proof | clock.evidence())
    return Unsigned.finish(update, body_at)


def _longer(references: Sequence[pikepdf.Object], one_more: str) -> str:
    return f"[{' '.join([*map(reference_of, references), one_more])}]"


def name_in(certificate: bytes) -> str:
    """The person's name, as the certificate has it."""
    subject = x509.load_der_x509_certificate(certificate).subject
    names = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else subject.rfc4514_string()
