"""Signatures: whose key it is, how a paper is signed, and what a signed file proves."""

from documents.signing.backends import Pen
from documents.signing.fields import prepare
from documents.signing.guard import Request, Signed, Signer, sign, sign_many, signers_of
from documents.signing.kept_pictures import picture_of
from documents.signing.keys import (
    HasKey,
    KeyKind,
    NoKey,
    OpenKey,
    SigningKey,
    change_pin,
    issue,
    issue_many,
    open_key,
    renew,
    revoke,
)
from documents.signing.opening import NoSeal, open_pen
from documents.signing.pades import Order, name_in
from documents.signing.refusals import CannotSign
from documents.signing.registrar import NotRegistered, register
from documents.signing.registration import Backend, Registration, living
from documents.signing.sealing import PoorPin
from documents.signing.stamp import Stamp
from documents.signing.tries import KeyLocked, WrongPin

__all__ = [
    "Backend",
    "CannotSign",
    "HasKey",
    "KeyKind",
    "KeyLocked",
    "NoKey",
    "NoSeal",
    "NotRegistered",
    "OpenKey",
    "Order",
    "Pen",
    "PoorPin",
    "Registration",
    "Request",
    "Signed",
    "Signer",
    "SigningKey",
    "Stamp",
    "WrongPin",
    "change_pin",
    "issue",
    "issue_many",
    "living",
    "name_in",
    "open_key",
    "open_pen",
    "picture_of",
    "prepare",
    "register",
    "renew",
    "revoke",
    "sign",
    "sign_many",
    "signers_of",
]
