"""Who signed a file of our own making? Told in milliseconds, because all of it can be made again."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from asn1crypto import parser

from documents.signing import cms
from documents.signing.authority import PublicKey
from documents.signing.backends import raw
from documents.signing.revisions import NotOurs, Revision, history


@dataclass(frozen=True)
class Seen:
    """A signature that holds, and nothing but signatures behind it."""

    field: str
    fingerprint: str
    """SHA-256 of the signer's certificate, hexadecimal. Whether it is to be trusted is not asked."""
    locks: bool
    timestamp: bytes
    """The token over it (CMS), empty where it has none; what it proves is not asked here either."""


@dataclass(frozen=True)
class Look:
    """The signatures of a file in their order, each checked, and the fields that wait for more."""

    signatures: tuple[Seen, ...]
    empty: dict[str, bool]
    """The name of each, and whether a signature there will lock the file."""


def look_at(pdf: bytes, since: int = 0) -> Look:
    """What anybody can see who knows how we write. Raises NotOurs where anything is unexpected.

    Signatures within the first `since` bytes are not looked at, because they have been already.
    """
    grown = history(pdf)
    signed = (one for one in grown.revisions if not one.is_timestamp and one.end > since)
    return Look(tuple([_seen(pdf, one) for one in signed]), grown.empty)


def _seen(pdf: bytes, revision: Revision) -> Seen:
    start, end = revision.hole
    whole = memoryview(pdf)
    hashed = hashlib.sha256(whole[:start])
    hashed.update(whole[end : revision.end])
    padded = bytes.fromhex(pdf[start + 1 : end - 1].decode("ascii"))
    try:
        content = padded[: parser.peek(padded)]
        made = cms.taken_apart(content)
        signatory = cms.signatory(made.certificate, made.chain, made.mechanism)
        key = _public_key(made.certificate)
    except Exception as reason:
        raise NotOurs("The signature is not written as ours are.") from reason
    attributes = signatory.attributes(hashed.digest())
    again = signatory.signature(attributes, made.raw, timestamp=made.timestamp)
    if again != content or padded[len(content) :].strip(b"\0"):
        raise NotOurs("The signature says something else than ours do.")
    if not raw.holds(made.raw, key, made.mechanism, cms.hash_to_sign(attributes)):
        raise NotOurs("The signature does not hold.")
    fingerprint = hashlib.sha256(made.certificate).hexdigest()
    return Seen(revision.field, fingerprint, revision.locks, made.timestamp)


@lru_cache(maxsize=256)
def _public_key(certificate: bytes) -> PublicKey:
    return raw.public_key(certificate)
