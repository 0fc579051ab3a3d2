"""A real little PKI on loopback: authorities, people, CRL, OCSP and timestamps, by certomancer."""

from tests.pki.misbehaviour import (
    broken_off,
    dripping,
    false_signature,
    garbage,
    held,
    hung_up,
    other_hash,
    other_nonce,
    skewed,
    slow,
    status,
)
from tests.pki.pki import Pki

__all__ = [
    "Pki",
    "broken_off",
    "dripping",
    "false_signature",
    "garbage",
    "held",
    "hung_up",
    "other_hash",
    "other_nonce",
    "skewed",
    "slow",
    "status",
]
