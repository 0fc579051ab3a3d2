"""A remote signing service over the little PKI: certomancer's, behind a desk that asks for secrets."""

import asyncio
import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from csc_dummy.csc_dummy_server import CSCWithCertomancer, DummyServiceParams
from werkzeug.wrappers import Request, Response

from tests.pki.architecture import ARCHITECTURE
from tests.pki.pki import Pki
from tests.pki.server import Loopback

TOKEN, PIN, CODE = "the school's token", "482915", "736251"


@dataclass
class RemoteSigning:
    """What the service demands, and what it was asked: changed and read by a test."""

    signing: CSCWithCertomancer
    loopback: Loopback
    demands: tuple[str, ...] = ("PIN",)
    mode: str = "explicit"
    info: dict[str, Any] = field(default_factory=dict)
    """What its credentials/info says otherwise."""
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.loopback.url}/csc/v1"

    def asked_for(self, what: str) -> list[dict[str, Any]]:
        return [question for path, question in self.asked if path == what]

    def answer(self, request: Request) -> Response:
        what, question = request.path.removeprefix("/csc/v1/"), json.loads(request.get_data())
        self.asked.append((what, question))
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return _refusal(401, "invalid_token")
        if what == "credentials/authorize":
            for name, secret in (("PIN", PIN), ("OTP", CODE)):
                if name in self.demands and question.get(name) != secret:
                    return _refusal(400, f"invalid_{name.lower()}")
        answer = self._signed(what, question)
        if what == "credentials/info" and answer.status_code == 200:
            answer.data = json.dumps({**json.loads(answer.data), **self._terms(), **self.info})
        return answer

    def _terms(self) -> dict[str, Any]:
        presence = {
            name: {"presence": str(name in self.demands).lower()} for name in ("PIN", "OTP")
        }
        return {"authMode": self.mode, **(presence if self.mode == "explicit" else {})}

    def _signed(self, what: str, question: dict[str, Any]) -> Response:
        handler = {
            "credentials/info": self.signing.credentials_info,
            "credentials/authorize": self.signing.credentials_authorize,
            "signatures/signHash": self.signing.signatures_sign_hash,
        }[what]
        try:
            answer = asyncio.run(handler(_Question(question)))
        except web.HTTPException as refusal:
            return _refusal(refusal.status, "invalid_request")
        return Response(answer.body, content_type="application/json")


@contextmanager
def remote_signing(pki: Pki, *, at_once: int = 10, pinned: bool = True) -> Iterator[RemoteSigning]:
    """Serves every certificate of the PKI; pinned means SCAL 2, else SCAL 1."""
    terms = DummyServiceParams(hash_pinning_required=pinned, multisign=at_once)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", web.NotAppKeyWarning)
        signing = CSCWithCertomancer(pki.config, service_params=terms)
    with Loopback() as loopback:
        service = RemoteSigning(signing, loopback)
        loopback.application = Request.application(service.answer)
        yield service


def credential(name: str) -> str:
    return f"{ARCHITECTURE}/{name}"


class _Question:
    """As much of a request as certomancer's service looks at."""

    def __init__(self, question: dict[str, Any]) -> None:
        self._question = question

    async def json(self) -> dict[str, Any]:
        return self._question


def _refusal(status: int, error: str) -> Response:
    body = json.dumps({"error": error, "error_description": "refused"})
    return Response(body, status=status, content_type="application/json")
