"""Is what we encode by pieces, byte for byte, what pyHanko encodes by its schema?"""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from asn1crypto import cms as asn1
from asn1crypto import parser
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from pyhanko.sign import signers
from pyhanko.sign.ades.api import CAdESSignedAttrSpec
from pyhanko.sign.attributes import CMSAlgorithmProtectionProvider
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from documents.signing import cms, encoding
from documents.signing.backends import Mechanism, raw

SINCE = datetime(2026, 9, 5, tzinfo=UTC)
KINDS = {"p-256": Mechanism.ECDSA, "p-384": Mechanism.ECDSA}
PADDINGS = (Mechanism.RSA_PSS, Mechanism.RSA_PKCS1)


@cache
def key_of(kind):
    if kind == "rsa":
        return rsa.generate_private_key(65537, 2048)
    return ec.generate_private_key(ec.SECP256R1() if kind == "p-256" else ec.SECP384R1())


words = some.text("ABCxyz ĐđƠơƯưỄễẾếỊịÒòỸỹ0123456789.,-/'()", min_size=1, max_size=30)
serials = some.integers(1, 2**159 - 1)
names = some.lists(
    some.tuples(
        some.sampled_from(
            [NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.GIVEN_NAME, NameOID.TITLE]
        ),
        words,
    ),
    min_size=1,
    max_size=4,
)


def named(parts):
    return x509.Name([x509.NameAttribute(kind, word, _validate=False) for kind, word in parts])


@some.composite
def certificates(draw, kind):
    key = key_of(kind)
    return (
        x509.CertificateBuilder()
        .subject_name(named(draw(names)))
        .issuer_name(named(draw(names)))
        .public_key(key.public_key())
        .serial_number(draw(serials))
        .not_valid_before(SINCE)
        .not_valid_after(SINCE + timedelta(days=draw(some.integers(1, 9000))))
        .sign(key_of("p-256"), hashes.SHA256())
        .public_bytes(Encoding.DER)
    )


@some.composite
def signers_of_cms(draw):
    """A kind of key, its certificate, those above it, and how it signs."""
    kind = draw(some.sampled_from(["p-256", "p-384", "rsa"]))
    how = KINDS.get(kind) or draw(some.sampled_from(PADDINGS))
    above = draw(some.lists(certificates("p-256"), max_size=3, unique=True))
    return kind, draw(certificates(kind)), above, how


class Ready(TimeStamper):
    """Hands out a token that is there already."""

    def __init__(self, token):
        super().__init__()
        self._token = token

    async def async_timestamp(self, _digest, _algorithm):
        return asn1.ContentInfo.load(self._token)


def by_the_library(certificate, above, how, digest, made, token):
    store = SimpleCertificateStore()
    store.register_multiple(map(Certificate.load, above))
    signer = signers.ExternalSigner(
        signing_cert=Certificate.load(certificate),
        cert_registry=store,
        signature_value=made,
        signature_mechanism=asn1.SignedDigestAlgorithm.load(cms._ALGORITHMS[how].dump()),
        prefer_pss=how == Mechanism.RSA_PSS,
    )

    protection = CMSAlgorithmProtectionProvider("sha256", signer.signature_mechanism)

    async def sign():
        wanted = PdfCMSSignedAttributes(cades_signed_attrs=CAdESSignedAttrSpec())
        attributes = await signer.signed_attrs(digest, "sha256", wanted, use_pades=True)
        attributes = asn1.CMSAttributes([*attributes, await protection.get_attribute()])
        content = await signer.async_sign_prescribed_attributes(
            "sha256", attributes, timestamper=Ready(token) if token else None
        )
        return attributes.dump(), content.dump()

    return asyncio.run(sign())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(signers_of_cms(), some.binary(min_size=32, max_size=32), some.booleans())
def test_our_bytes_are_those_of_the_library(signer, digest, with_token):
    kind, certificate, above, how = signer
    signatory = cms.Signatory(certificate, above, how)
    attributes = signatory.attributes(digest)
    made = raw.sign(key_of(kind), how, cms.hash_to_sign(attributes))
    token = signatory.signature(attributes, made, content=b"a token") if with_token else b""
    whole = signatory.signature(attributes, made, timestamp=token)

    assert by_the_library(certificate, above, how, digest, made, token) == (attributes, whole)
    assert len(whole) <= signatory.size + len(token)

    again = cms.taken_apart(whole)
    assert again.certificate == certificate
    assert {*again.chain} == {*above} - {certificate}
    assert (again.mechanism, again.raw, again.timestamp) == (how, made, token)


@given(some.binary(max_size=300))
def test_what_is_no_whole_element_is_an_error_and_nothing_else(junk):
    for element in (junk, encoding.sequence(junk)):
        try:
            inside = encoding.elements(element)
        except ValueError:
            continue
        assert b"".join(inside) == parser.parse(element, strict=True)[4]


def test_a_mould_takes_nothing_that_does_not_fit():
    mould = encoding.Mould(b"abcdef", b"b", b"de")
    assert mould.filled(b"1", b"23") == b"a1c23f"
    with pytest.raises(ValueError, match="fit"):
        mould.filled(b"1", b"2")
    for parts in ([b"x"], [b"e", b"b"]):
        with pytest.raises(ValueError, match="once"):
            encoding.Mould(b"abcdef", *parts)
    with pytest.raises(ValueError, match="once"):
        encoding.Mould(b"abab", b"ab")
