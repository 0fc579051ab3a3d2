"""JSON over HTTPS to a remote service, with limits: of time, of size, of where it may lead."""

import asyncio
import ipaddress
import json
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from documents.signing.refusals import CannotSign

_LONGEST = 2 * 1024 * 1024  # bytes of an answer: some thousand signatures and a chain
_CONNECT = 10.0  # seconds until a connection stands


@sensitive_variables()
def post(url: str, question: dict[str, Any], *, token: str, seconds: float) -> tuple[int, Any]:
    """The HTTP status and what the answer's JSON says, None where it is no JSON.

    Raises CannotSign where no answer comes in time, and before anything is sent in the clear.
    """
    _refuse_in_the_clear(url)
    try:
        status, content = asyncio.run(_exchange(url, question, token, seconds))
    except (aiohttp.ClientError, OSError):  # a TimeoutError is an OSError
        status, content = 0, b""
    if not status:  # outside the except: what was sent must not hang on to the refusal
        raise CannotSign(
            _("The signing service does not answer. Try again later."), "service_silent"
        )
    try:
        return status, json.loads(content)
    except (ValueError, RecursionError):
        return status, None


@sensitive_variables()
async def _exchange(
    url: str, question: dict[str, Any], token: str, seconds: float
) -> tuple[int, bytes]:
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    # Of the libraries at hand it is the one whose limit holds for the whole exchange, so that a
    # service that sends a byte now and then does not hold us for ever.
    limit = aiohttp.ClientTimeout(total=seconds, sock_connect=min(seconds, _CONNECT))
    async with (
        aiohttp.ClientSession(timeout=limit, headers=headers) as session,
        session.post(url, json=question, allow_redirects=False) as answer,
    ):
        return answer.status, await _read(answer)


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    content = b""
    async for part in answer.content.iter_any():
        content += part
        if len(content) > _LONGEST:
            raise aiohttp.ClientPayloadError
    return content


def _refuse_in_the_clear(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_here(parts.hostname or "")):
        raise CannotSign(
            _("The address of the signing service must begin with https://."), "service_not_https"
        )


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
