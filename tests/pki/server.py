"""A server on loopback, on a free port, with services that can be made to fail."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Self

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from tests.pki.misbehaviour import Misbehaviour

Application = Any  # WSGI


class Loopback:
    """Serves a WSGI application until it is closed; each request in a thread, none kept alive."""

    def __init__(self) -> None:
        self.application: Application = Response(status=503)
        self._misbehaviours: dict[str, Misbehaviour] = {}
        self._open(port=0)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    @contextmanager
    def misbehaving(self, path: str, how: Misbehaviour) -> Iterator[None]:
        """All addresses beginning with this path fail in this way meanwhile."""
        self._misbehaviours[path] = how
        try:
            yield
        finally:
            del self._misbehaviours[path]

    @contextmanager
    def down(self) -> Iterator[None]:
        """Nobody listens meanwhile: connections are refused."""
        port = self._server.server_port
        self._close()
        try:
            yield
        finally:
            self._open(port)

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        return self._answer(Request(environ))(environ, start)

    def _answer(self, request: Request) -> Response:
        for path, misbehave in self._misbehaviours.items():
            if request.path.startswith(path):
                return misbehave(self._serve, request)
        return self._serve(request)

    def _serve(self, request: Request) -> Response:
        return Response.from_app(self.application, request.environ, buffered=True)

    def _open(self, port: int) -> None:
        self._server: BaseWSGIServer = make_server(
            "127.0.0.1", port, self, threaded=True, request_handler=_Quiet
        )
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}
        )
        self._thread.start()

    def _close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.0"

    def log(self, *_: object) -> None:
        """A test says what it saw, not its server."""
