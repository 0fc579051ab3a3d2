"""Signatures: whose key it is, how a paper is signed, and what a signed file proves."""

from documents.signing.keys import (
    HasKey,
    KeyKind,
    KeyLocked,
    NoKey,
    OpenKey,
    SigningKey,
    WrongPin,
    change_pin,
    issue,
    issue_many,
    open_key,
    renew,
    revoke,
)
from documents.signing.pades import prepare, sign
from documents.signing.refusals import CannotSign
from documents.signing.sealing import PoorPin
from documents.signing.verification import SignatureFound, Unreadable, examine_signatures

__all__ = [
    "CannotSign",
    "HasKey",
    "KeyKind",
    "KeyLocked",
    "NoKey",
    "OpenKey",
    "PoorPin",
    "SignatureFound",
    "SigningKey",
    "Unreadable",
    "WrongPin",
    "change_pin",
    "examine_signatures",
    "issue",
    "issue_many",
    "open_key",
    "prepare",
    "renew",
    "revoke",
    "sign",
]
