"""What a certificate says about itself: whose it is, by whom, for how long and for what."""

from collections.abc import Iterable
from typing import Any

from asn1crypto.x509 import Certificate
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator.errors import InvalidCertificateError

from documents.signing.examination.findings import CertificateFinding

FOR_DOCUMENTS = KeyUsageConstraints(
    key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
)
FOR_TIMESTAMPS = KeyUsageConstraints(
    extd_key_usage={"time_stamping"}, explicit_extd_key_usage_required=True
)

_OTHER_PURPOSES = {"time_stamping", "ocsp_signing", "server_auth", "code_signing"}


def is_for(certificate: Certificate, use: KeyUsageConstraints) -> bool:
    """Whether the certificate is for this use: key usage, and the extended one where it has any.

    An authority signs certificates, not documents.
    """
    extended = certificate.extended_key_usage_value
    is_for_others = extended is not None and set(extended.native) <= _OTHER_PURPOSES
    if use is FOR_DOCUMENTS and (certificate.ca or is_for_others):
        return False
    try:
        use.validate(certificate)
    except InvalidCertificateError:
        return False
    return True


def facts_of(chain: Iterable[Certificate]) -> tuple[CertificateFinding, ...]:
    """The certificates of a path, as a reader may see them."""
    return tuple(
        CertificateFinding(
            subject=name_of(one),
            issuer=_common_name(one.issuer),
            serial=f"{one.serial_number:x}",
            valid_from=one.not_valid_before,
            valid_until=one.not_valid_after,
        )
        for one in chain
    )


def name_of(certificate: Certificate) -> str:
    return _common_name(certificate.subject)


def _common_name(name: Any) -> str:
    """The name in words; a certificate may have several of a kind, or none."""
    parts = name.native
    found = parts.get("common_name") or parts.get("organization_name") or ""
    return str(found[0] if isinstance(found, list) else found)
