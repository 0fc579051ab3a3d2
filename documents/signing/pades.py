"""How a paper gets its signatures: fields first, then one PAdES signature after another.

The first signature certifies the file, so that nothing but further signatures may follow (DocMDP,
P=2); the field signed last locks it (FieldMDP All, ISO 32000-2, 12.8.2). Level: PAdES B-B
(ETSI EN 319 142-1).
"""

import io
from collections.abc import Sequence
from datetime import datetime

from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
    SigSeedSubFilter,
    append_signature_field,
    enumerate_sig_fields,
)
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from documents.paper import Rendered
from documents.signing import authority, stamp, stamp_font
from documents.signing.keys import OpenKey
from documents.signing.refusals import CannotSign
from documents.signing.verification import (
    SignatureFound,
    Unreadable,
    examine_latest,
    examine_signatures,
)

# Hexadecimal digits kept free for a signature: about 2,300 bytes are needed, 4,096 are there.
_RESERVED = 8192


def prepare(paper: Rendered, fields: Sequence[str]) -> bytes:
    """The paper with an empty field in each of the named boxes, in the order of signing.

    All fields must be there before the first signature; the last of them will lock the file.
    """
    boxes = {box.name: box for box in paper.boxes}
    if not set(fields) <= boxes.keys():
        raise LookupError(f"The paper has boxes {sorted(boxes)}, asked for were {list(fields)}.")
    writer = IncrementalPdfFileWriter(io.BytesIO(paper.pdf))
    for name in fields:
        lock = FieldMDPSpec(FieldMDPAction.ALL) if name == fields[-1] else None
        left, low, right, high = map(round, boxes[name].rect)
        place = SigFieldSpec(name, boxes[name].page, (left, low, right, high), field_mdp_spec=lock)
        append_signature_field(writer, place)
    stamp_font.embed(writer)
    prepared = io.BytesIO()
    writer.write(prepared)
    return prepared.getvalue()


def sign(
    pdf: bytes, field: str, key: OpenKey, *, duty: str, acting_for: str = "", at: datetime
) -> bytes:
    """The file with one more signature behind its bytes, which themselves stay as they are.

    Raises CannotSign where the field is missing or filled, the file is locked, or an earlier
    signature does not hold: nobody shall put a name on top of a falsified paper.
    """
    earlier = _examined(pdf)
    _refuse_unless_ready(pdf, field, earlier)
    signer = _Person(key)
    look = stamp.Stamp(said=stamp.lines(name=signer.name, duty=duty, acting_for=acting_for, at=at))
    metadata = PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=signer.name,
        reason=duty,
        location=settings.SOKY_PLACE,
        certify=not earlier,
        docmdp_permissions=MDPPerm.FILL_FORMS,
    )
    session = _Signing(metadata, signer, look, at)
    signed = io.BytesIO()
    session.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)),
        existing_fields_only=True,
        bytes_reserved=_RESERVED,
        output=signed,
    )
    _check(signed.getvalue(), pdf, field, signer)
    return signed.getvalue()


class _Person(Signer):
    """Signs with a key that is open already; parsing it anew costs more than signing."""

    def __init__(self, key: OpenKey) -> None:
        certificate = Certificate.load(key.certificate)
        store = SimpleCertificateStore()
        store.register(Certificate.load(authority.chain()[1].public_bytes(Encoding.DER)))
        super().__init__(signing_cert=certificate, cert_registry=store, embed_roots=False)
        self._key = key
        self.name = str(certificate.subject.native["common_name"])
        self.fingerprint = certificate.sha256.hex()

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002
    ) -> bytes:
        return bytes(72) if dry_run else self._key.sign(data)


class _Signing(PdfSigner):
    """Signs at a given moment, and leaves the file the PDF 1.7 that PDF/A-3 asks for."""

    def __init__(
        self, metadata: PdfSignatureMetadata, signer: Signer, look: stamp.Stamp, at: datetime
    ) -> None:
        super().__init__(metadata, signer, stamp_style=look)
        self._at = at

    def init_signing_session(
        self,
        pdf_out: BasePdfFileWriter,
        existing_fields_only: bool = False,  # noqa: FBT001, FBT002
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        """Without the library's step to PDF 2.0 for elliptic curves (ISO/TS 32002)."""
        pdf_out.ensure_output_version(version=(1, 7))
        pdf_out.register_extension(ESIC_EXTENSION_1)


def _examined(pdf: bytes) -> tuple[SignatureFound, ...]:
    try:
        return examine_signatures(pdf)
    except Unreadable:
        raise CannotSign(_("This file or one of its signatures cannot be read.")) from None


def _refuse_unless_ready(pdf: bytes, field: str, earlier: tuple[SignatureFound, ...]) -> None:
    fields = {name for name, *_ in enumerate_sig_fields(IncrementalPdfFileWriter(io.BytesIO(pdf)))}
    if field not in fields:
        raise CannotSign(_("This file has no place for this signature."))
    if field in {signature.field for signature in earlier}:
        raise CannotSign(_("This place has been signed already."))
    if any(signature.locks for signature in earlier):
        raise CannotSign(_("This file is locked: no further signature may follow."))
    for signature in earlier:
        if not signature.ok:
            raise CannotSign(_("The signature of %s does not hold.") % signature.signer)


def _check(signed: bytes, before: bytes, field: str, signer: _Person) -> None:
    """Our own work, looked at once more: cheap, since everything before has just been examined."""
    latest = examine_latest(signed)
    made = (latest.field, latest.fingerprint) == (field, signer.fingerprint)
    if not (made and latest.ok and signed.startswith(before)):
        raise CannotSign(_("The signature was made but does not hold; nothing was kept."))
