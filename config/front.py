"""Stands before Django: what comes in slowly, too large or without a length holds no thread of it."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import IO, Any

from django.conf import settings

from config.environ import environ_of, headers_of
from people.body_limits import MEGABYTE, Headers, fault_of, most_bytes, refusal

THREADS = 4
"""So many requests are worked at in one process; the others wait, and hold none."""
PATIENCE = 15
SLOWEST = 16 * 1024
"""Seconds a body may take, and the bytes a second beyond that: an eighth of 1 Mbit/s."""
SMALL, ROOM = 64 * 1024, 512 * MEGABYTE
"""Forms always come in; larger bodies while those under way do not fill the disk."""

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Answer = tuple[int, Headers, bytes]


class TurnedAway(Exception):
    """Not read on; the status says why."""


class Left(Exception):
    """The visitor hung up before everything was there."""


class Front:
    """An application of ASGI around one of WSGI."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application
        self.threads = ThreadPoolExecutor(THREADS, "request")
        self.promised = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            status, headers, body = await self._answer(scope, receive)
        except TurnedAway as turned_away:
            status = turned_away.args[0]
            headers, body = refusal(status)
        except Left:
            return
        pairs = [(name.lower().encode(), text.strip().encode("latin-1")) for name, text in headers]
        await send({"type": "http.response.start", "status": status, "headers": pairs})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        headers = headers_of(scope)
        length = _joined(headers, "content-length")
        fault = fault_of(scope["path"], length, _joined(headers, "transfer-encoding"))
        if fault:
            raise TurnedAway(fault)
        expected = int(length or 0)
        with self._room(expected), _spool() as body:
            if expected:
                await _read(receive, body, most_bytes(scope["path"]))
            environ = environ_of(scope, headers, body)
            # It runs to its end also where nobody waits any more: no work is cut in the middle.
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self.threads, self._call, environ)

    @contextmanager
    def _room(self, length: int) -> Iterator[None]:
        if length > SMALL and self.promised + length > ROOM:
            raise TurnedAway(503)
        self.promised += length
        try:
            yield
        finally:
            self.promised -= length

    def _call(self, environ: dict[str, Any]) -> Answer:
        """The whole answer: however slowly it is fetched, no thread waits for that."""
        begun: list[tuple[str, Headers]] = []

        def start_response(status: str, headers: Headers, exc_info: Any = None) -> None:
            begun.append((status, headers))

        chunks = self.application(environ, start_response)
        try:
            body = b"".join(chunks)
        finally:
            getattr(chunks, "close", lambda: None)()
        status, headers = begun[-1]
        return int(status[:3]), headers, body


def _joined(headers: Headers, wanted: str) -> str:
    """What is said twice is no number, and so refused."""
    return ",".join(value for name, value in headers if name == wanted)


def _spool() -> IO[bytes]:
    in_memory, folder = settings.FILE_UPLOAD_MAX_MEMORY_SIZE, settings.FILE_UPLOAD_TEMP_DIR
    return tempfile.SpooledTemporaryFile(in_memory, dir=folder)


async def _read(receive: Receive, body: IO[bytes], most: int) -> None:
    """The whole body, from its beginning. Raises TurnedAway and Left."""
    clock = asyncio.get_running_loop().time
    until, taken, more = clock() + PATIENCE, 0, True
    while more:
        try:
            part = await asyncio.wait_for(receive(), until + taken / SLOWEST - clock())
        except TimeoutError:
            raise TurnedAway(408) from None
        if part["type"] == "http.disconnect":
            raise Left
        taken += len(part["body"])
        if taken > most:
            raise TurnedAway(413)
        body.write(part["body"])
        more = part.get("more_body", False)
    body.seek(0)
