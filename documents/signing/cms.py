"""What a signature is made of: CMS SignedData (RFC 5652) with the attributes that CAdES asks for.

asn1crypto encodes whatever does not change from file to file, once for each certificate.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from asn1crypto import algos, cms, core, tsp, x509

from documents.signing import encoding
from documents.signing.backends import Mechanism
from documents.signing.encoding import Mould, elements, sequence, set_of, tagged

DATA = "data"
_ONE = core.Integer(1).dump()
_SHA256 = algos.DigestAlgorithm({"algorithm": "sha256"}).dump()
_SIGNED_DATA = cms.ContentType("signed_data").dump()
_TIMESTAMP = cms.CMSAttributeType("signature_time_stamp_token").dump()
_PSS = {
    "hash_algorithm": {"algorithm": "sha256"},
    "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": "sha256"}},
    "salt_length": 32,
}
_ALGORITHMS = {
    Mechanism.ECDSA: algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
    Mechanism.RSA_PSS: algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": _PSS}),
    Mechanism.RSA_PKCS1: algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"}),
}
_MECHANISMS = {algorithm.dump(): mechanism for mechanism, algorithm in _ALGORITHMS.items()}
# A number that stands for a digest until there is one; no certificate has it.
_SOME_DIGEST = hashlib.sha256(b"the digest of a file").digest()


class Signatory:
    """One certificate as a signer of CMS: what it says in every signature stands ready."""

    def __init__(
        self,
        certificate: bytes,
        chain: Sequence[bytes],
        mechanism: Mechanism,
        content_type: str = DATA,
    ) -> None:
        signer = x509.Certificate.load(certificate)
        who = {"issuer": signer.issuer, "serial_number": signer.serial_number}
        self._content_type = cms.ContentType(content_type).dump()
        self._version = core.Integer(1 if content_type == DATA else 3).dump()
        self._who = cms.IssuerAndSerialNumber(who).dump()
        self._algorithm = _ALGORITHMS[mechanism].dump()
        self._certificates = tagged(0, *sorted({certificate, *chain}))
        attributes = _attributes(certificate, signer, mechanism, content_type)
        self._attributes = Mould(attributes.dump(), _SOME_DIGEST)

    @property
    def size(self) -> int:
        """At most so many bytes has a signature without a timestamp (RSA of 4096 bits)."""
        return len(self._certificates) + len(self._who) + 1200

    def attributes(self, digest: bytes) -> bytes:
        """The signed attributes over content of this SHA-256, as the SET that is hashed."""
        return self._attributes.filled(digest)

    def signature(
        self, attributes: bytes, raw: bytes, *, content: bytes = b"", timestamp: bytes = b""
    ) -> bytes:
        """The whole SignedData: detached, or with its content inside; with a timestamp or without."""
        inside = tagged(0, core.OctetString(content).dump()) if content else b""
        unsigned = tagged(1, sequence(_TIMESTAMP, set_of(timestamp))) if timestamp else b""
        signer_info = sequence(
            _ONE,
            self._who,
            _SHA256,
            tagged(0, encoding.content(attributes)),  # SET OF, under its implicit tag
            self._algorithm,
            core.OctetString(raw).dump(),
            unsigned,
        )
        signed_data = sequence(
            self._version,
            set_of(_SHA256),
            sequence(self._content_type, inside),
            self._certificates,
            set_of(signer_info),
        )
        return sequence(_SIGNED_DATA, tagged(0, signed_data))


@lru_cache(maxsize=256)
def signatory(certificate: bytes, chain: tuple[bytes, ...], mechanism: Mechanism) -> Signatory:
    """Made once: it takes as long as three signatures."""
    return Signatory(certificate, chain, mechanism)


def _attributes(
    certificate: bytes, signer: x509.Certificate, mechanism: Mechanism, content_type: str
) -> cms.CMSAttributes:
    """With some digest in the place of a file's."""
    issuer = [x509.GeneralName("directory_name", signer.issuer)]
    name = {
        "cert_hash": hashlib.sha256(certificate).digest(),
        "issuer_serial": {"issuer": issuer, "serial_number": signer.serial_number},
    }
    protection = {
        "digest_algorithm": {"algorithm": "sha256"},
        "signature_algorithm": _ALGORITHMS[mechanism],
    }
    said = {
        "content_type": content_type,
        "message_digest": _SOME_DIGEST,
        "signing_certificate_v2": tsp.SigningCertificateV2({"certs": [name]}),
        "cms_algorithm_protection": cms.CMSAlgorithmProtection(protection),
    }
    return cms.CMSAttributes(
        [cms.CMSAttribute({"type": kind, "values": (value,)}) for kind, value in said.items()]
    )


@dataclass(frozen=True)
class Made:
    """The parts of a signature that differ from file to file, and whose it says it is."""

    certificate: bytes
    chain: tuple[bytes, ...]
    mechanism: Mechanism
    raw: bytes
    timestamp: bytes


def taken_apart(signature: bytes) -> Made:
    """A signature as `Signatory.signature` makes it, without its padding.

    It proves nothing by itself: make it again from the parts and compare. Raises ValueError or
    LookupError for anything that cannot be one of ours.
    """
    _kind, wrapped = elements(signature)
    _version, _digests, _nothing, certificates, signers = elements(elements(wrapped)[0])
    (signer,) = elements(signers)
    _version, _who, _digest, attributes, algorithm, raw, *unsigned = elements(signer)
    certificate, *chain = _signers_first(elements(certificates), attributes)
    return Made(
        certificate,
        tuple(chain),
        _MECHANISMS[algorithm],
        encoding.content(raw),
        _timestamp_in(unsigned),
    )


def _signers_first(certificates: Sequence[bytes], attributes: bytes) -> list[bytes]:
    """In a set they stand in the order of their encodings; the attributes name the signer's by hash."""
    return sorted(certificates, key=lambda one: hashlib.sha256(one).digest() not in attributes)


def _timestamp_in(unsigned: Sequence[bytes]) -> bytes:
    if not unsigned:
        return b""
    ((_kind, values),) = map(elements, elements(unsigned[0]))
    (token,) = elements(values)
    return token


def hash_to_sign(attributes: bytes) -> bytes:
    """What goes to the key: the SHA-256 of the signed attributes, not of the file."""
    return hashlib.sha256(attributes).digest()
