"""Signs with a key that the school's own authority certified and its owner's PIN unsealed."""

from collections.abc import Sequence
from typing import NoReturn

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from documents.signing import authority
from documents.signing.backends import BasePen, raw


class OpenKey(BasePen):
    """A key that its owner has opened: it lives in memory, is never shown, stored or sent."""

    __slots__ = ("_private", "certificate", "chain", "mechanism")

    backend = "own"

    def __init__(self, pkcs8: bytes, certificate: bytes) -> None:
        # The seal proves that it is the key we made; checking its primes again takes 0.1 s.
        private = serialization.load_der_private_key(
            pkcs8, password=None, unsafe_skip_rsa_key_validation=True
        )
        if not isinstance(private, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            raise TypeError("A person's key is one of P-256 or of RSA.")
        self._private = private
        self.certificate = certificate
        self.chain: Sequence[bytes] = (authority.chain()[1].public_bytes(Encoding.DER),)
        self.mechanism = raw.mechanism(private.public_key())

    def sign_hashes(self, hashes: Sequence[bytes]) -> list[bytes]:
        return [raw.sign(self._private, self.mechanism, hashed) for hashed in hashes]

    def __repr__(self) -> str:
        return "<OpenKey>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("An open key stays in the memory of the process that opened it.")
