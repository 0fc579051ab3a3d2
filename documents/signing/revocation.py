"""Which certificates of the school's own authority hold no more: its lists (RFC 5280, section 5)."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from documents.signing import authority

_VALIDITY = timedelta(days=30)

Revoked = frozenset[tuple[int, datetime]]
"""Serial numbers, each with the moment from which its certificate holds no more."""


def lists(revoked: Revoked, at: datetime) -> tuple[bytes, bytes]:
    """The lists of the root and of the issuing authority in DER, made at the last full hour.

    A revocation after that hour makes a new one at once.
    """
    hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    made = max([hour, *(moment for _serial, moment in revoked)])
    return _lists(settings.SOKY_KEYS / "authority", revoked, made)


@lru_cache(maxsize=4)
def _lists(folder: Path, revoked: Revoked, made: datetime) -> tuple[bytes, bytes]:
    own = authority.of(folder)
    return (
        _list(own.root, own.root_key, frozenset(), made),
        _list(own.issuing, own.key, revoked, made),
    )


def _list(
    issuer: x509.Certificate, key: authority.AuthorityKey, revoked: Revoked, made: datetime
) -> bytes:
    identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    of_issuer = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.subject)
        .last_update(made)
        .next_update(made + _VALIDITY)
        .add_extension(of_issuer, critical=False)
        .add_extension(x509.CRLNumber(int(made.timestamp())), critical=False)
    )
    for serial, moment in sorted(revoked):
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(key, authority.HASH).public_bytes(Encoding.DER)
