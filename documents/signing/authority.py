"""Who vouches for a signature: the school's own test authority, and the certificates it issues.

Root and issuing authority are made once and kept in ``settings.SOKY_KEYS``, outside the database.
It calls itself a test authority because no licensed provider stands behind it (Luật Giao dịch
điện tử 2023, Điều 22): the school trusts it, a stranger need not.
"""

import secrets
import tempfile
import unicodedata
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID, ObjectIdentifier
from django.conf import settings

PERSON_VALIDITY = timedelta(days=2 * 365)
_ROOT_VALIDITY = timedelta(days=20 * 365)
_ISSUING_VALIDITY = timedelta(days=10 * 365)
# Clocks of other machines may be a little behind.
_HEAD_START = timedelta(minutes=5)
# RFC 5280 allows a name 64 characters. The library counts bytes, and "ễ" has three of them.
warnings.filterwarnings("ignore", "Attribute's length", UserWarning)


@dataclass(frozen=True)
class _Authority:
    root: x509.Certificate
    issuing: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def certify(holder: ec.EllipticCurvePublicKey, *, full_name: str, serial: str) -> x509.Certificate:
    """A person's certificate for signing documents, valid two years (RFC 5280, P-256).

    ``serial`` tells two people of the same name apart; the name is kept in Unicode's NFC.
    """
    authority = _authority(settings.SOKY_KEYS / "authority")
    subject = _name(full_name, serial=serial)
    return (
        _draft(subject, holder, authority.issuing, PERSON_VALIDITY)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
        .sign(authority.key, hashes.SHA256())
    )


def chain() -> tuple[x509.Certificate, x509.Certificate]:
    """The certificates of the root and of the issuing authority, in this order."""
    authority = _authority(settings.SOKY_KEYS / "authority")
    return authority.root, authority.issuing


@cache
def _authority(folder: Path) -> _Authority:
    if not folder.exists():
        _found(folder)
    root = x509.load_pem_x509_certificate((folder / "root.crt").read_bytes())
    issuing = x509.load_pem_x509_certificate((folder / "issuing.crt").read_bytes())
    key = serialization.load_pem_private_key((folder / "issuing.key").read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("The key of the issuing authority is not an elliptic curve key.")
    return _Authority(root, issuing, key)


def _found(folder: Path) -> None:
    """Make the authority, once: whoever renames a complete folder into place first has made it."""
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as attempt:
        for name, content in _new_authority():
            file = Path(attempt) / name
            file.touch(mode=0o600)
            file.write_bytes(content)
        try:
            Path(attempt).rename(folder)
        except OSError:
            if not folder.exists():
                raise


def _new_authority() -> Iterable[tuple[str, bytes]]:
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = _name(f"{settings.SOKY_SCHOOL} – Test Root CA")
    root = _authority_certificate(root_name, root_key.public_key(), None, root_key)
    name = _name(f"{settings.SOKY_SCHOOL} – Test CA")
    issuing = _authority_certificate(name, key.public_key(), root, root_key)
    for file, certificate, private in (("root", root, root_key), ("issuing", issuing, key)):
        yield f"{file}.crt", certificate.public_bytes(serialization.Encoding.PEM)
        yield (
            f"{file}.key",
            private.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            ),
        )


def _authority_certificate(
    name: x509.Name,
    public: ec.EllipticCurvePublicKey,
    issuer: x509.Certificate | None,
    issuer_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    depth, validity = (0, _ISSUING_VALIDITY) if issuer else (1, _ROOT_VALIDITY)
    return (
        _draft(name, public, issuer, validity)
        .add_extension(x509.BasicConstraints(ca=True, path_length=depth), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )


def _draft(
    subject: x509.Name,
    public: ec.EllipticCurvePublicKey,
    issuer: x509.Certificate | None,
    validity: timedelta,
) -> x509.CertificateBuilder:
    """What all certificates have in common; without an issuer it is for the root itself."""
    now = datetime.now(UTC)
    until = now + validity
    own_id = x509.SubjectKeyIdentifier.from_public_key(public)
    issuer_id = own_id
    if issuer:
        until = min(until, issuer.not_valid_after_utc)
        issuer_id = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    identifier = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer_id)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _HEAD_START)
        .not_valid_after(until)
        .add_extension(own_id, critical=False)
        .add_extension(identifier, critical=False)
    )


def _name(common_name: str, *, serial: str = "") -> x509.Name:
    parts = (
        (NameOID.COUNTRY_NAME, "VN"),
        (NameOID.ORGANIZATION_NAME, settings.SOKY_SCHOOL),
        (NameOID.SERIAL_NUMBER, serial),
        (NameOID.COMMON_NAME, common_name),
    )
    return x509.Name([_attribute(oid, value) for oid, value in parts if value])


def _attribute(oid: ObjectIdentifier, value: str) -> x509.NameAttribute[str]:
    return x509.NameAttribute(oid, unicodedata.normalize("NFC", value), _validate=False)


def _usage(**granted: bool) -> x509.KeyUsage:
    every = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement"
        " key_cert_sign crl_sign encipher_only decipher_only"
    )
    return x509.KeyUsage(**{use: granted.get(use, False) for use in every.split()})


def new_serial(number: int) -> str:
    """The serial number in a subject's name: who it is here, and which certificate of theirs."""
    return f"NV{number:06d}-{secrets.token_hex(4)}"
