"""Signatures: whose key it is, how a paper is signed, and what a signed file proves."""

from documents.signing.backends import Pen
from documents.signing.fields import prepare
from documents.signing.guard import Request, Signed, Signer, sign, sign_many, signers_of
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
from documents.signing.pades import Order, name_in
from documents.signing.refusals import CannotSign
from documents.signing.sealing import PoorPin
from documents.signing.stamp import Stamp

__all__ = [
    "CannotSign",
    "HasKey",
    "KeyKind",
    "KeyLocked",
    "NoKey",
    "OpenKey",
    "Order",
    "Pen",
    "PoorPin",
    "Request",
    "Signed",
    "Signer",
    "SigningKey",
    "Stamp",
    "WrongPin",
    "change_pin",
    "issue",
    "issue_many",
    "name_in",
    "open_key",
    "prepare",
    "renew",
    "revoke",
    "sign",
    "sign_many",
    "signers_of",
]
