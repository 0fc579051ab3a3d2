"""One signature or document timestamp as it lies in the file: its place, its reach, its promises."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from asn1crypto import cms
from pyhanko.pdf_utils.generic import IndirectObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm
from pyhanko.sign.general import find_cms_attribute_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from documents.signing.examination import integrity
from documents.signing.examination.differences import Addition
from documents.signing.examination.hashes import UnknownMethod, new_hash
from documents.signing.examination.new_fields import TIMESTAMP
from documents.signing.examination.reading import Field
from documents.signing.examination.trust import CarriedEvidence

_PADES = "/ETSI.CAdES.detached"
_KNOWN = {_PADES, TIMESTAMP, "/adbe.pkcs7.detached"}


@dataclass
class SignedField:
    """Reading it raises whatever the library raises at hostile files."""

    field: Field
    embedded: EmbeddedPdfSignature
    pdf: bytes

    def read_all(self) -> None:
        """Whatever of it cannot be read raises here."""
        _ = self.token if self.is_timestamp else (self.parts, self.stamp)
        _ = self.certified, self.lock, self.reach

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def revision(self) -> int:
        return int(self.embedded.signed_revision)

    @property
    def kind(self) -> str:
        return self._text("/SubFilter")

    @property
    def is_timestamp(self) -> bool:
        return self.kind == TIMESTAMP

    @property
    def is_pades(self) -> bool:
        return self.kind == _PADES

    @property
    def reason(self) -> str:
        return self._text("/Reason")

    @cached_property
    def parts(self) -> integrity.Signed:
        return integrity.take_apart(self.embedded.signed_data, self.digest)

    @cached_property
    def token(self) -> integrity.Stamped:
        return integrity.take_timestamp_apart(self.embedded.signed_data, self.digest)

    @cached_property
    def stamp(self) -> integrity.Stamped | None:
        return integrity.timestamp_inside(self.embedded.signed_data)

    @cached_property
    def certified(self) -> MDPPerm | None:
        return self.embedded.docmdp_level

    @cached_property
    def lock(self) -> FieldMDPSpec | None:
        spec = self.embedded.fieldmdp
        if spec is None and "/Lock" in self.field.field:
            spec = FieldMDPSpec.from_pdf_object(self.field.field["/Lock"])
        return spec

    @property
    def locks_all(self) -> bool:
        return self.lock is not None and self.lock.action == FieldMDPAction.ALL

    @cached_property
    def reach(self) -> SignatureCoverageLevel:
        """What it covers; UNCLEAR where the gap holds anything but this very signature."""
        reach = self.embedded.evaluate_signature_coverage()
        _, start, end, _ = (int(number) for number in self.embedded.byte_range)
        return reach if self._is_own(self.pdf[start:end]) else SignatureCoverageLevel.UNCLEAR

    def _is_own(self, gap: bytes) -> bool:
        """Written in one way of hexadecimal digits: in a mixture something could hide."""
        digits = gap[1:-1]
        is_plain = (
            gap[:1] == b"<" and gap[-1:] == b">" and digits in {digits.lower(), digits.upper()}
        )
        return is_plain and bytes.fromhex(digits.decode("ascii")) == self.embedded.pkcs7_content

    @property
    def has_clean_padding(self) -> bool:
        """Behind the signature nothing but zeros: that place is covered by no signature of its own."""
        content = self.embedded.pkcs7_content
        return not content[len(cms.ContentInfo.load(content).dump()) :].strip(b"\0")

    def digest(self, algorithm: str) -> bytes:
        """Over the bytes it covers. Ranges beyond the file or backwards are an error, not empty."""
        ranges = [int(number) for number in self.embedded.byte_range]
        if len(ranges) != 4 or min(ranges) < 0 or ranges[2] + ranges[3] > len(self.pdf):
            raise ValueError("The byte range of a signature lies outside the file.")
        digest = new_hash(algorithm, self.pdf[ranges[0] : ranges[0] + ranges[1]])
        digest.update(self.pdf[ranges[2] : ranges[2] + ranges[3]])
        return digest.digest()

    def is_untouched_by(self, later: Sequence[Addition]) -> bool:
        """Whether this signature allows what came after it."""
        if self.reach < SignatureCoverageLevel.ENTIRE_REVISION:
            return False
        return all(addition.is_allowed(self.certified, self.lock) for addition in later)

    def _text(self, key: str) -> str:
        entries = self.embedded.sig_object
        return str(entries[key]) if key in entries else ""

    def add_to(self, evidence: CarriedEvidence) -> None:
        """The certificates beside the signature, and Adobe's archive of revocation in it."""
        parts = self.token.signed if self.is_timestamp else self.parts
        evidence.certificates += parts.others
        if not self.is_timestamp and self.stamp:
            evidence.certificates += self.stamp.signed.others
        signed = self.embedded.signer_info["signed_attrs"]
        for archive in find_cms_attribute_iter(signed, "adobe_revocation_info_archival"):
            evidence.revocation_lists += list(archive["crl"] or ())
            evidence.answers += list(archive["ocsp"] or ())


def read_signed_field(reader: PdfFileReader, field: Field, pdf: bytes) -> SignedField:
    """Raises whatever the library raises, and UnknownMethod for a kind of signature not known here."""
    signed = SignedField(field, EmbeddedPdfSignature(reader, field.field, field.name), pdf)
    if signed.kind not in _KNOWN:
        raise UnknownMethod(signed.kind)
    return signed


def shares(fields: Sequence[SignedField]) -> bool:
    """Whether two fields share one signature."""
    places = {
        each.field.value.reference
        for each in fields
        if isinstance(each.field.value, IndirectObject)
    }
    contents = {each.embedded.pkcs7_content for each in fields}
    return min(len(places), len(contents)) < len(fields)
