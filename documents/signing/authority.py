"""Who vouches for a signature: the school's own test authority, and the certificates it issues.

Root and issuing authority are made once and kept in ``settings.SOKY_KEYS``, outside the database.
It calls itself a test authority because no licensed provider stands behind it (Luật Giao dịch
điện tử 2023, Điều 22): the school trusts it, a stranger need not.
"""

import secrets
import tempfile
import unicodedata
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier
from django.conf import settings

PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey

PERSON_VALIDITY = timedelta(days=2 * 365)
_ROOT_VALIDITY = timedelta(days=20 * 365)
_ISSUING_VALIDITY = timedelta(days=10 * 365)
# Clocks of other machines may be a little behind.
_HEAD_START = timedelta(minutes=5)
# RFC 5280 allows a name 64 characters. The library counts bytes, and "ễ" has three of them.
warnings.filterwarnings("ignore", "Attribute's length", UserWarning)


AuthorityKey = ec.EllipticCurvePrivateKey
HASH = hashes.SHA256()


@dataclass(frozen=True)
class Authority:
    """Both certificates of an authority and the keys behind them."""

    root: x509.Certificate
    root_key: AuthorityKey
    issuing: x509.Certificate
    key: AuthorityKey


def certify(holder: PublicKey, *, full_name: str, serial: str) -> x509.Certificate:
    """A person's certificate for signing documents, valid two years (RFC 5280).

    ``serial`` tells two people of the same name apart; the name is kept in Unicode's NFC.
    """
    authority = own()
    subject = _name(full_name, serial=serial)
    return (
        _draft(subject, holder, authority.issuing, PERSON_VALIDITY)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
        .sign(authority.key, HASH)
    )


def certify_clock(holder: ec.EllipticCurvePublicKey) -> x509.Certificate:
    """The certificate of a timestamp authority (RFC 3161, section 2.3), as long as the issuer's."""
    authority = own()
    subject = _name(f"{settings.SOKY_SCHOOL} – Test Timestamps")
    only_timestamps = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    return (
        _draft(subject, holder, authority.issuing, _ISSUING_VALIDITY)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(only_timestamps, critical=True)
        .sign(authority.key, HASH)
    )


def chain() -> tuple[x509.Certificate, x509.Certificate]:
    """The certificates of the root and of the issuing authority, in this order."""
    authority = own()
    return authority.root, authority.issuing


def own() -> Authority:
    """The school's authority, founded at the first call."""
    return of(settings.SOKY_KEYS / "authority")


@cache
def of(folder: Path) -> Authority:
    """The authority kept in this folder, founded if there is none."""
    keep_once(folder, _new_authority)
    return Authority(*read_pair(folder / "root"), *read_pair(folder / "issuing"))


def read_pair(place: Path) -> tuple[x509.Certificate, AuthorityKey]:
    """The certificate ``<place>.crt`` and its key ``<place>.key``."""
    certificate = x509.load_pem_x509_certificate(place.with_suffix(".crt").read_bytes())
    key = serialization.load_pem_private_key(place.with_suffix(".key").read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"The key in {place} is not an elliptic curve key.")
    return certificate, key


def write_pair(
    name: str, certificate: x509.Certificate, key: AuthorityKey
) -> Iterable[tuple[str, bytes]]:
    """What read_pair will read, as names and contents of files."""
    pem = serialization.Encoding.PEM
    bare = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    yield f"{name}.crt", certificate.public_bytes(pem)
    yield f"{name}.key", key.private_bytes(pem, *bare)


def keep_once(folder: Path, files: Callable[[], Iterable[tuple[str, bytes]]]) -> None:
    """Write these files, once: whoever renames a complete folder into place first has made it."""
    if folder.exists():
        return
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as attempt:
        for name, content in files():
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
    yield from write_pair("root", root, root_key)
    yield from write_pair("issuing", issuing, key)


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
        .sign(issuer_key, HASH)
    )


def _key_id(certificate: x509.Certificate) -> x509.SubjectKeyIdentifier:
    return certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value


def _draft(
    subject: x509.Name,
    public: PublicKey,
    issuer: x509.Certificate | None,
    validity: timedelta,
) -> x509.CertificateBuilder:
    """What all certificates have in common; without an issuer it is for the root itself."""
    now = datetime.now(UTC)
    until = now + validity
    own_id = x509.SubjectKeyIdentifier.from_public_key(public)
    issuer_id = _key_id(issuer) if issuer else own_id
    if issuer:
        until = min(until, issuer.not_valid_after_utc)
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
