"""Certificates as they are handed in: what a file holds, whose it is, and whether it may sign here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.utils.translation import gettext as _

from documents.signing import authority, evidence
from documents.signing.backends import raw
from documents.signing.refusals import CannotSign

_SHORTEST = 2048  # bits of an RSA key (TT 15/2025/TT-BKHCN)
_MOST = 10  # certificates in a file


@dataclass(frozen=True)
class Presented:
    """A certificate, and the authorities above it as far as the file has them, its issuer first."""

    certificate: x509.Certificate
    authorities: tuple[x509.Certificate, ...] = ()

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> str:
        """The certificate and its authorities, as `read` takes them again."""
        return _pem((self.certificate, *self.authorities))

    @property
    def chain(self) -> str:
        return _pem(self.authorities)

    @property
    def fingerprint(self) -> str:
        return self.certificate.fingerprint(hashes.SHA256()).hex()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a person compares before believing a certificate."""

    name: str
    issuer: str
    serial: str
    since: datetime
    until: datetime


def facts_of(certificate: x509.Certificate) -> Facts:
    return Facts(
        _called(certificate.subject),
        _called(certificate.issuer),
        f"{certificate.serial_number:X}",
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
    )


def read(data: bytes) -> Presented:
    """What a file holds, PEM or DER. Raises CannotSign unless it is of exactly one holder."""
    found = _parsed(data)
    holders = [one for one in found if not _is_authority(one)]
    if len(holders) != 1:
        raise CannotSign(
            _("The file must hold exactly one person's certificate."), "not_one_certificate"
        )
    return Presented(holders[0], tuple(_above(holders[0], found)))


def insist(presented: Presented, at: datetime) -> None:
    """Raise CannotSign unless it may sign here at this moment: kind of key, time, path, revocation."""
    if presented.certificate.issuer == authority.chain()[1].subject:
        raise CannotSign(
            _("This certificate is of a key that is kept here."), "certificate_of_key_here"
        )
    key = raw.public_key(presented.der)
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < _SHORTEST:
        raise CannotSign(
            _("The certificate's kind of key cannot sign here."), "kind_of_key_unknown"
        )
    if not _may_sign(presented.certificate):
        raise CannotSign(
            _("This certificate is not meant for signing."), "certificate_not_for_signing"
        )
    above = [one.public_bytes(Encoding.DER) for one in presented.authorities]
    evidence.of(presented.der, above, at)


def _parsed(data: bytes) -> list[x509.Certificate]:
    try:
        if b"-----BEGIN CERTIFICATE-----" in data:
            found = x509.load_pem_x509_certificates(data)
        else:
            found = [x509.load_der_x509_certificate(data)]
    except ValueError:
        raise CannotSign(
            _("This file holds no certificate: PEM or DER is needed."), "no_certificate"
        ) from None
    if len(found) > _MOST:
        raise CannotSign(_("This file holds too many certificates."), "too_many_certificates")
    return found


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except (x509.ExtensionNotFound, ValueError):
        return False
    return basic.value.ca


def _may_sign(certificate: x509.Certificate) -> bool:
    """Where it says what it is meant for, that must include signing."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    except ValueError:
        return False
    return usage.digital_signature or usage.content_commitment


def _above(
    certificate: x509.Certificate, found: Iterable[x509.Certificate]
) -> Iterable[x509.Certificate]:
    """The issuer, its issuer and so on, as far as they are there."""
    left = [one for one in found if _is_authority(one)]
    while issuer := next((one for one in left if one.subject == certificate.issuer), None):
        yield issuer
        left.remove(issuer)
        certificate = issuer


def _called(name: x509.Name) -> str:
    common = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[0].value) if common else name.rfc4514_string()


def _pem(certificates: Iterable[x509.Certificate]) -> str:
    return "".join(one.public_bytes(Encoding.PEM).decode() for one in certificates)
