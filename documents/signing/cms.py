"""What a signature is made of: CMS SignedData (RFC 5652) with the attributes that CAdES asks for.

Everything that does not change from file to file is encoded once for each certificate.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography import x509

from documents.signing import der
from documents.signing.backends import Mechanism

DATA = der.oid("1.2.840.113549.1.7.1")
_SIGNED_DATA = der.oid("1.2.840.113549.1.7.2")
_CONTENT_TYPE = der.oid("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST = der.oid("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE_V2 = der.oid("1.2.840.113549.1.9.16.2.47")
_ALGORITHM_PROTECTION = der.oid("1.2.840.113549.1.9.52")
_TIMESTAMP = der.oid("1.2.840.113549.1.9.16.2.14")
SHA256 = der.sequence(der.oid("2.16.840.1.101.3.4.2.1"), der.NULL)
_MGF1 = der.sequence(der.oid("1.2.840.113549.1.1.8"), SHA256)
_PSS = der.sequence(
    der.explicit(0, SHA256), der.explicit(1, _MGF1), der.explicit(2, der.integer(32))
)
_ALGORITHMS = {
    Mechanism.ECDSA: der.sequence(der.oid("1.2.840.10045.4.3.2")),
    Mechanism.RSA_PSS: der.sequence(der.oid("1.2.840.113549.1.1.10"), _PSS),
    Mechanism.RSA_PKCS1: der.sequence(der.oid("1.2.840.113549.1.1.11"), der.NULL),
}


_MECHANISMS = {algorithm: mechanism for mechanism, algorithm in _ALGORITHMS.items()}


class Signatory:
    """One certificate as a signer of CMS: what it says in every signature stands ready."""

    def __init__(
        self,
        certificate: bytes,
        chain: Sequence[bytes],
        mechanism: Mechanism,
        content_type: bytes = DATA,
    ) -> None:
        parsed = x509.load_der_x509_certificate(certificate)
        serial = der.integer(parsed.serial_number)
        issuer = parsed.issuer.public_bytes()
        self._content_type = content_type
        self._issuer_and_serial = der.sequence(issuer, serial)
        self._algorithm = _ALGORITHMS[mechanism]
        self._certificates = der.explicit(0, certificate, *chain)
        general_name = der.sequence(der.explicit(4, issuer))
        hash_and_issuer = der.sequence(
            der.octets(hashlib.sha256(certificate).digest()), der.sequence(general_name, serial)
        )
        self._always = (
            _attribute(_CONTENT_TYPE, content_type),
            _attribute(_SIGNING_CERTIFICATE_V2, der.sequence(der.sequence(hash_and_issuer))),
            _attribute(
                _ALGORITHM_PROTECTION,
                der.sequence(SHA256, der.encoded(0xA1, self._algorithm[2:])),
            ),
        )

    @property
    def size(self) -> int:
        """At most so many bytes has a signature without a timestamp (RSA of 4096 bits)."""
        return len(self._certificates) + len(self._issuer_and_serial) + 1200

    def attributes(self, digest: bytes) -> bytes:
        """The signed attributes over content of this SHA-256, as the SET that is hashed."""
        return der.set_of(*self._always, _attribute(_MESSAGE_DIGEST, der.octets(digest)))

    def signature(
        self, attributes: bytes, raw: bytes, *, content: bytes = b"", timestamp: bytes = b""
    ) -> bytes:
        """The whole SignedData: detached, or with its content inside; with a timestamp or without."""
        inside = der.explicit(0, der.octets(content)) if content else b""
        unsigned = der.encoded(0xA1, _attribute(_TIMESTAMP, timestamp)) if timestamp else b""
        signer_info = der.sequence(
            der.integer(1),
            self._issuer_and_serial,
            SHA256,
            bytes((0xA0,)) + attributes[1:],  # SET OF, under its implicit tag
            self._algorithm,
            der.octets(raw),
            unsigned,
        )
        version = der.integer(1 if self._content_type == DATA else 3)
        signed_data = der.sequence(
            version,
            der.set_of(SHA256),
            der.sequence(self._content_type, inside),
            self._certificates,
            der.set_of(signer_info),
        )
        return der.sequence(_SIGNED_DATA, der.explicit(0, signed_data))


@dataclass(frozen=True)
class Made:
    """The parts of a signature that differ from file to file, and whose it says it is."""

    certificate: bytes
    chain: tuple[bytes, ...]
    mechanism: Mechanism
    raw: bytes
    timestamp: bytes


def taken_apart(content: bytes) -> Made:
    """A signature as `Signatory.signature` makes it, without its padding.

    It proves nothing by itself: make it again from the parts and compare. Raises ValueError for
    anything that cannot be one of ours.
    """
    _kind, wrapped = der.inside(content)
    _version, _digests, _nothing, certificates, signers = der.inside(der.inside(wrapped)[0])
    certificate, *chain = der.inside(certificates)
    (signer,) = der.inside(signers)
    _version, _who, _digest, _attributes, algorithm, raw, *unsigned = der.inside(signer)
    return Made(
        certificate,
        tuple(chain),
        _MECHANISMS[algorithm],
        raw[der.parts(raw)[0][1] :],
        _timestamp_in(unsigned),
    )


def _timestamp_in(unsigned: Sequence[bytes]) -> bytes:
    if not unsigned:
        return b""
    ((_kind, values),) = map(der.inside, der.inside(unsigned[0]))
    (token,) = der.inside(values)
    return token


def hash_to_sign(attributes: bytes) -> bytes:
    """What goes to the key: the SHA-256 of the signed attributes, not of the file."""
    return hashlib.sha256(attributes).digest()


def _attribute(kind: bytes, value: bytes) -> bytes:
    return der.sequence(kind, der.set_of(value))
