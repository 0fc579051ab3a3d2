"""Who signed this file, and has it changed since? Nothing here believes the file itself."""

import asyncio
import io
from dataclasses import dataclass
from datetime import UTC, datetime

from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature, async_validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from documents.signing import authority


class Unreadable(Exception):
    """The file or one of its signatures cannot be read, so nothing can be said about it."""


@dataclass(frozen=True)
class SignatureFound:
    """One signature of a file, and what examination found about it."""

    field: str
    signer: str
    fingerprint: str
    """SHA-256 of the signer's certificate, hexadecimal: tells who it was beyond the name."""
    signed_at: datetime | None
    """What the signature itself says; no timestamp authority confirms it."""
    intact: bool
    """The bytes it covers are those that were signed."""
    trusted: bool
    """The school's authority issued the certificate, valid at the time of signing."""
    untouched_after: bool
    """Nothing but what the first signature allows was added later: further signatures."""
    locks: bool
    """No further signature may follow this one."""

    @property
    def ok(self) -> bool:
        return self.intact and self.trusted and self.untouched_after


def examine_signatures(pdf: bytes) -> tuple[SignatureFound, ...]:
    """All signatures in the order they were made. Raises Unreadable, whatever the file is like.

    A revoked key is not looked up here: the fingerprint leads to it. Nor can any file show that
    later signatures were cut off, or that its padding was changed: compare its hash for that.
    """
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        return asyncio.run(_all(reader))
    except Exception as reason:  # hostile files raise whatever they like
        raise Unreadable(str(reason)) from reason


def examine_latest(pdf: bytes) -> SignatureFound:
    """The signature made last, alone: cheap where those before it have just been examined."""
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        return asyncio.run(_found(reader.embedded_regular_signatures[-1], is_last=True))
    except Exception as reason:  # hostile files raise whatever they like
        raise Unreadable(str(reason)) from reason


async def _all(reader: PdfFileReader) -> tuple[SignatureFound, ...]:
    signatures = reader.embedded_regular_signatures
    if len({signature.pkcs7_content for signature in signatures}) < len(signatures):
        raise Unreadable("Two fields share one signature.")
    last = len(signatures) - 1
    return tuple([await _found(one, is_last=place == last) for place, one in enumerate(signatures)])


async def _found(signature: EmbeddedPdfSignature, *, is_last: bool) -> SignatureFound:
    """The last signature must cover the whole file; for the others the revisions are compared."""
    signed_at = signature.self_reported_timestamp
    status = await async_validate_pdf_signature(
        signature,
        signer_validation_context=_school_trust(signed_at or datetime.now(UTC)),
        skip_diff=is_last,
    )
    certificate = signature.signer_cert
    return SignatureFound(
        field=signature.field_name,
        signer=str(certificate.subject.native.get("common_name", "")),
        fingerprint=certificate.sha256.hex(),
        signed_at=signed_at,
        intact=status.intact and status.valid,
        trusted=status.trusted,
        untouched_after=_is_untouched(status),
        locks="/Lock" in signature.sig_field,
    )


def _is_untouched(status: PdfSignatureStatus) -> bool:
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    return status.coverage == SignatureCoverageLevel.ENTIRE_REVISION and status.docmdp_ok is True


def _school_trust(at: datetime) -> ValidationContext:
    """Trust in the school's authority alone, at the time of signing; nothing is fetched."""
    root, issuing = (
        Certificate.load(certificate.public_bytes(Encoding.DER))
        for certificate in authority.chain()
    )
    return ValidationContext(
        trust_roots=[root], other_certs=[issuing], allow_fetching=False, moment=at
    )
