"""Raw signatures over SHA-256 hashes: how each mechanism makes one, and whether one holds."""

from collections.abc import Sequence
from itertools import repeat

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from django.conf import settings
from django.utils.translation import gettext as _

from documents.signing.authority import PublicKey
from documents.signing.backends import Mechanism
from documents.signing.refusals import CannotSign

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
SALT = 32
"""Bytes of salt in a signature by RSASSA-PSS: as long as the hash."""

_CURVES = (ec.SECP256R1, ec.SECP384R1)
_HASHED = Prehashed(hashes.SHA256())
_PADDINGS: dict[Mechanism, padding.AsymmetricPadding] = {
    Mechanism.RSA_PSS: padding.PSS(padding.MGF1(hashes.SHA256()), SALT),
    Mechanism.RSA_PKCS1: padding.PKCS1v15(),
}


def public_key(certificate: bytes) -> PublicKey:
    """The key in this certificate. Raises CannotSign for a kind of key no mechanism knows."""
    key = x509.load_der_x509_certificate(certificate).public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, _CURVES):
        return key
    raise CannotSign(_("The certificate's kind of key cannot sign here."), "kind_of_key_unknown")


def mechanism(key: PublicKey) -> Mechanism:
    """How this key signs; for RSA the settings say it."""
    if isinstance(key, ec.EllipticCurvePublicKey):
        return Mechanism.ECDSA
    return {"pss": Mechanism.RSA_PSS, "pkcs1": Mechanism.RSA_PKCS1}[settings.SOKY_RSA_PADDING]


def sign(key: PrivateKey, how: Mechanism, hashed: bytes) -> bytes:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(hashed, ec.ECDSA(_HASHED))
    return key.sign(hashed, _PADDINGS[how], _HASHED)


def must_be_hashes(hashed: Sequence[bytes]) -> None:
    """Raise ValueError for anything else: a device would sign whatever it is given."""
    if any(len(one) != hashes.SHA256.digest_size for one in hashed):
        raise ValueError("A SHA-256 hash has a size of 32 bytes.")


def checked(
    signatures: Sequence[bytes], key: PublicKey, how: Mechanism, hashed: Sequence[bytes]
) -> list[bytes]:
    """The signatures a device or a service handed out, if they are one of this key for each hash.

    Raises CannotSign otherwise.
    """
    if len(signatures) != len(hashed):
        raise CannotSign(
            _("Not every signature asked for was made; none was kept."), "not_every_signature_made"
        )
    if not all(map(holds, signatures, repeat(key), repeat(how), hashed)):
        raise CannotSign(
            _("A signature was made that does not hold; none was kept."), "made_signature_wrong"
        )
    return list(signatures)


def holds(signature: bytes, key: PublicKey, how: Mechanism, hashed: bytes) -> bool:
    """Whether this key made this signature over this hash in this way."""
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, hashed, ec.ECDSA(_HASHED))
        else:
            key.verify(signature, hashed, _PADDINGS[how], _HASHED)
    except InvalidSignature:
        return False
    return True
