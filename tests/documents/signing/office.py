"""Files signed with the library alone, by the people of the little PKI: nothing of our own signing."""

import io
from datetime import UTC, datetime
from urllib.request import urlopen

import pikepdf
import time_machine
from asn1crypto import keys
from asn1crypto.crl import CertificateList
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives import serialization
from pikepdf import Array, Dictionary, Name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.ades.api import CAdESSignedAttrSpec
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    PdfTimeStamper,
    SigDSSPlacementPreference,
)
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from documents.signing.examination import Trust

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
FIELDS = ("author", "review", "sign", "lock")
PEOPLE = ("teacher", "leader", "vice", "principal")
MARK = b"(Toan: 9)"


def paper() -> bytes:
    """Two pages with marks on them, a drawing, and a second set of pages that is never shown."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    )
    cover = pdf.make_stream(b"1 1 1 rg 0 0 100 20 re f")
    cover.stream_dict.update(Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 100, 20]))
    for text in (MARK, b"(Nhan xet: tot)"):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Resources = Dictionary(Font=Dictionary(F1=font), XObject=Dictionary(Cover=cover))
        page.Contents = pdf.make_stream(b"BT /F1 12 Tf 72 700 Td " + text + b" Tj ET /Cover Do")
    pdf.Root.Shadow = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([]), Count=0))
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = "Ket qua hoc tap"
    pdf.docinfo["/Title"] = "Ket qua hoc tap"
    out = io.BytesIO()
    pdf.save(
        out,
        compress_streams=False,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
    )
    return out.getvalue()


def with_fields(pdf: bytes, names=FIELDS, locking="lock") -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    for place, name in enumerate(names):
        lock = fields.FieldMDPSpec(fields.FieldMDPAction.ALL) if name == locking else None
        box = (60 + 120 * place, 100, 160 + 120 * place, 150)
        spec = fields.SigFieldSpec(name, 1, box, field_mdp_spec=lock)
        fields.append_signature_field(writer, spec)
    return written(writer)


def written(writer: IncrementalPdfFileWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


class Office:
    """Signs as any of the PKI's people, at any moment, at any level."""

    def __init__(self, pki) -> None:
        self.pki = pki
        self.trust = Trust(anchors=(pki.der("root"),), others=(pki.der("school"),))

    def sign(self, pdf, field, person, *, at=AT, level="B-LT", **more) -> bytes:
        """`more` goes to the library's description of a signature."""
        issuer = self.pki.der("foreign-school" if person == "outsider" else "school")
        pen = (self.pki.der(person), self.pki.private_key(person), issuer)
        return self.sign_with(pdf, field, pen, at=at, level=level, **more)

    def sign_with(self, pdf, field, pen, *, at=AT, level="B-T", before=None, **more) -> bytes:
        """`pen` is a certificate, its key and the certificate of its issuer.

        `before` changes the file in the very revision that is signed.
        """
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        if before:
            before(writer)
        with time_machine.travel(at, tick=False):
            metadata = signers.PdfSignatureMetadata(
                **{
                    "field_name": field,
                    "md_algorithm": "sha256",
                    "subfilter": fields.SigSeedSubFilter.PADES,
                    "reason": field,
                    "docmdp_permissions": fields.MDPPerm.FILL_FORMS,
                    "cades_signed_attr_spec": CAdESSignedAttrSpec(),
                    **(self._evidence() if level == "B-LT" else {}),
                    **more,
                }
            )
            signer = signers.PdfSigner(
                metadata,
                _simple(*pen),
                timestamper=None if level == "B-B" else self.timestamper(),
            )
            out = io.BytesIO()
            signer.sign_pdf(writer, output=out, bytes_reserved=16384)
        return out.getvalue()

    def stamp(self, pdf: bytes, at=AT, *, field=None, before=None) -> bytes:
        """With a timestamp over the whole file, in a field that `before` may have prepared."""
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        if before:
            before(writer)
        with time_machine.travel(at, tick=False):
            out = io.BytesIO()
            PdfTimeStamper(self.timestamper(), field_name=field).timestamp_pdf(
                writer,
                "sha256",
                output=out,
                bytes_reserved=16384,
            )
        return out.getvalue()

    def with_lists(self, pdf: bytes, *authorities, at=AT) -> bytes:
        """With these authorities' revocation lists of that moment, as evidence for all before."""
        with time_machine.travel(at, tick=False):
            urls = [self.pki.url(f"crls/{name}/latest.crl") for name in authorities]
            lists = [CertificateList.load(urlopen(url).read()) for url in urls]
        out = io.BytesIO(pdf)
        DocumentSecurityStore.add_dss(out, None, crls=lists)
        return out.getvalue()

    def timestamper(self) -> timestamps.HTTPTimeStamper:
        return timestamps.HTTPTimeStamper(self.pki.url("tsa/ec"))

    def stages(self, blank: bytes | None = None) -> list[bytes]:
        """The file after each of the four signatures, and after the timestamp that closes it."""
        pdf, made = blank or with_fields(paper()), []
        for field, person in zip(FIELDS, PEOPLE, strict=True):
            pdf = self.sign(pdf, field, person, certify=field == FIELDS[0])
            made.append(pdf)
        return [*made, self.stamp(pdf)]

    def _evidence(self):
        root, school = (Certificate.load(self.pki.der(name)) for name in ("root", "school"))
        return {
            "embed_validation_info": True,
            "validation_context": ValidationContext(
                trust_roots=[root],
                other_certs=[school],
                allow_fetching=True,
                revocation_mode="hard-fail",
            ),
            "dss_settings": DSSContentSettings(
                include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
            ),
        }


def _simple(certificate, key, issuer) -> signers.SimpleSigner:
    store = SimpleCertificateStore()
    store.register(Certificate.load(issuer))
    private = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return signers.SimpleSigner(
        signing_cert=Certificate.load(certificate),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=store,
    )
