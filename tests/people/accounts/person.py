"""A person at a machine: types what the pages ask for, and has an app and a security key at hand."""

import hashlib
import json
import os
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

from people.accounts import codes, recovery
from people.models import CodeApp, Staff

PASSWORD = "mat-khau"
PRESENT, VERIFIED, MADE = 0x01, 0x04, 0x40


def give_app(staff: Staff) -> bytes:
    """The person has set up a code app, some time ago, and has recovery codes."""
    secret = codes.new_secret()
    codes.keep(staff, secret, codes.code_at(secret, codes.step_now()))
    CodeApp.objects.filter(staff=staff).update(last_step=0)
    recovery.renew(staff)
    return secret


def code_now(secret: bytes) -> str:
    return codes.code_at(secret, codes.step_now())


def types_password(client: Client, name: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/sign-in/", {"username": name, "password": password}, **more)


def types_code(client: Client, code: str, **more: Any) -> Any:
    return client.post("/sign-in/second/", {"code": code}, **more)


def signs_in(client: Client, name: str, secret: bytes | None = None) -> Client:
    answer = types_password(client, name)
    if secret:
        answer = types_code(client, code_now(secret))
    assert answer.status_code == 302, answer.content.decode()
    return client


def is_in(client: Client) -> bool:
    """Does a page open that is for people who are all the way in?"""
    return client.get("/account/").status_code == 200


class SecurityKey:
    """An authenticator in Python, which can also lie."""

    def __init__(self, origin: str = "http://localhost", host: str = "localhost") -> None:
        self.origin, self.host, self.counter = origin, host, 0
        self.flags = PRESENT | VERIFIED
        self.id = os.urandom(16)
        self.secret = ec.generate_private_key(ec.SECP256R1())

    def makes(self, asked: dict[str, Any]) -> str:
        key = ES256.from_cryptography_key(self.secret.public_key())
        made = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor.encode(dict(key))
        statement = {"fmt": "none", "attStmt": {}, "authData": self._data(self.flags | MADE) + made}
        return self._answer(asked, "webauthn.create", attestationObject=cbor.encode(statement))

    def answers(self, asked: dict[str, Any]) -> str:
        data, said = self._data(self.flags), self._said(asked, "webauthn.get")
        signed = self.secret.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(asked, "webauthn.get", authenticatorData=data, signature=signed)

    def _data(self, flags: int) -> bytes:
        self.counter += 1
        host = hashlib.sha256(self.host.encode()).digest()
        return host + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _said(self, asked: dict[str, Any], kind: str) -> bytes:
        said = {"type": kind, "challenge": asked["challenge"], "origin": self.origin}
        return json.dumps(said).encode()

    def _answer(self, asked: dict[str, Any], kind: str, **parts: bytes) -> str:
        parts["clientDataJSON"] = self._said(asked, kind)
        return json.dumps(
            {
                "id": websafe_encode(self.id),
                "rawId": websafe_encode(self.id),
                "type": "public-key",
                "response": {name: websafe_encode(part) for name, part in parts.items()},
            }
        )
