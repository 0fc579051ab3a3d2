"""Whom the school trusts when it examines a file: itself, and whoever it was told to."""

import hashlib
from collections.abc import Iterator

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from documents.signing import authority
from documents.signing.examination import Trust


def trust() -> Trust:
    """The root of the school's test authority, and every certificate in ``settings.SOKY_TRUST``.

    Of the certificates there the self-signed ones are anchors, the others only known. Raises
    ValueError for a file that holds no certificate: an anchor left out in silence would turn
    genuine signatures into foreign ones.
    """
    root, issuing = (one.public_bytes(Encoding.DER) for one in authority.chain())
    kept = list(_kept())
    return Trust(
        anchors=(root, *(_der(one) for one in kept if one.subject == one.issuer)),
        others=(issuing, *(_der(one) for one in kept if one.subject != one.issuer)),
        tests=frozenset({hashlib.sha256(root).hexdigest()}),
    )


def _kept() -> Iterator[x509.Certificate]:
    for file in sorted(settings.SOKY_TRUST.glob("*")):
        if file.suffix in {".crt", ".pem"}:
            yield from x509.load_pem_x509_certificates(file.read_bytes())


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)
