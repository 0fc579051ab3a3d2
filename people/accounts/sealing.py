"""What must not be readable from the database alone: sealed or hashed with a key that lies outside it."""

import hmac
import os
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12


def _key(purpose: str) -> bytes:
    """A key of its own for each purpose."""
    return hmac.digest(
        settings.SOKY_PEPPER.encode(), b"people.accounts:" + purpose.encode(), sha256
    )


def seal(secret: bytes, purpose: str, owner: int) -> bytes:
    """Opens only for the same purpose and owner: a row copied to somebody else is worth nothing."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_key(purpose)).encrypt(nonce, secret, str(owner).encode())


def unseal(sealed: bytes | memoryview, purpose: str, owner: int) -> bytes:
    """Raises cryptography's InvalidTag where it was sealed otherwise."""
    sealed = bytes(sealed)
    return AESGCM(_key(purpose)).decrypt(sealed[:_NONCE], sealed[_NONCE:], str(owner).encode())


def keyed_hash(word: str, purpose: str) -> str:
    return hmac.new(_key(purpose), word.encode(), sha256).hexdigest()
