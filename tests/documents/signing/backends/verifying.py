"""What any stranger does with a raw signature: verify it with the certificate alone."""

import hashlib

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

PAPERS = [f"paper {number}".encode() for number in range(4)]
HASHES = [hashlib.sha256(paper).digest() for paper in PAPERS]

_HOW = {
    "ecdsa": (ec.ECDSA(hashes.SHA256()),),
    "rsa-pss": (padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256()),
    "rsa-pkcs1": (padding.PKCS1v15(), hashes.SHA256()),
}


def signed(certificate: bytes, mechanism: str, signature: bytes, paper: bytes) -> bool:
    """Over the paper itself, so that nobody's hashing is trusted."""
    key = x509.load_der_x509_certificate(certificate).public_key()
    try:
        key.verify(signature, paper, *_HOW[mechanism])
    except InvalidSignature:
        return False
    return True


def all_signed(pen, signatures, papers=PAPERS) -> bool:
    """Each paper by its own signature, in order."""
    return len(signatures) == len(papers) and all(
        signed(pen.certificate, pen.mechanism, signature, paper)
        for signature, paper in zip(signatures, papers, strict=True)
    )
