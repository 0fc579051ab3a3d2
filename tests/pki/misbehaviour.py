"""How a service fails: each of these stands before it, and spoils its answer."""

import io
import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from asn1crypto import ocsp, tsp
from certomancer.integrations.animator import FAKE_TIME_HEADER
from werkzeug.wrappers import Request, Response

Service = Callable[[Request], Response]
Misbehaviour = Callable[[Service, Request], Response]


def slow(seconds: float) -> Misbehaviour:
    """It answers rightly, but late."""

    def answer(service: Service, request: Request) -> Response:
        time.sleep(seconds)
        return service(request)

    return answer


def held(until: threading.Event) -> Misbehaviour:
    """It answers rightly, but not before this has happened."""

    def answer(service: Service, request: Request) -> Response:
        until.wait()
        return service(request)

    return answer


def garbage(content: bytes = b"\x30\x82nonsense") -> Misbehaviour:
    """It says 200 and hands out these bytes."""
    return lambda _service, _request: Response(content)


def status(code: int, headers: dict[str, str] | None = None) -> Misbehaviour:
    """It says this HTTP status and nothing else."""
    return lambda _service, _request: Response(status=code, headers=headers)


def skewed(by: timedelta) -> Misbehaviour:
    """Its clock is ahead by so much, or behind."""

    def answer(service: Service, request: Request) -> Response:
        moment = (datetime.now(UTC) + by).isoformat()
        header = f"HTTP_{FAKE_TIME_HEADER.upper().replace('-', '_')}"
        return service(Request({**request.environ, header: moment}))

    return answer


def hung_up(_service: Service, _request: Request) -> Response:
    """It takes the request and closes the connection."""
    raise ConnectionResetError


def broken_off(service: Service, request: Request) -> Response:
    """It closes the connection in the middle of the answer."""
    whole = service(request).get_data()
    half = Response(whole[: len(whole) // 2])
    half.content_length = len(whole)
    return half


def dripping(_service: Service, _request: Request) -> Response:
    """It sends a byte now and then: never silent for long, never done."""

    def bytes_now_and_then() -> Iterator[bytes]:
        for _ in range(50):
            time.sleep(0.1)
            yield b" "

    return Response(bytes_now_and_then())


def false_signature(service: Service, request: Request) -> Response:
    """The last bit of its signature is wrong: of a CRL, an OCSP response or a timestamp."""
    content = service(request).get_data()
    signature = content[-32:]  # where CRLs and timestamps have it
    if "/ocsp/" in request.path:
        signature = ocsp.OCSPResponse.load(content).basic_ocsp_response["signature"].native
    return Response(content.replace(signature, signature[:-1] + bytes([signature[-1] ^ 1])))


def other_nonce(service: Service, request: Request) -> Response:
    """A timestamp, rightly signed, that answers another request for the same hash."""
    asked = tsp.TimeStampReq.load(request.get_data())
    asked["nonce"] = int.from_bytes(os.urandom(7))
    return service(_with_body(request, asked.dump()))


def other_hash(service: Service, request: Request) -> Response:
    """A timestamp, rightly signed, of something else."""
    asked = tsp.TimeStampReq.load(request.get_data())
    asked["message_imprint"]["hashed_message"] = os.urandom(32)
    return service(_with_body(request, asked.dump()))


def _with_body(request: Request, body: bytes) -> Request:
    length = str(len(body))
    return Request({**request.environ, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": length})
