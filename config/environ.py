"""A request as the server tells of it (ASGI), said in the words of WSGI (PEP 3333)."""

import sys
from collections.abc import Iterable
from typing import IO, Any
from urllib.parse import unquote_to_bytes

Headers = list[tuple[str, str]]


def headers_of(scope: dict[str, Any]) -> Headers:
    """Without names that have an underscore: WSGI could not tell X_Forwarded_For from the proxy's own."""
    pairs = ((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
    return [(name.lower(), value) for name, value in pairs if "_" not in name]


def environ_of(scope: dict[str, Any], headers: Headers, body: IO[bytes]) -> dict[str, Any]:
    """What a WSGI application is called with."""
    client = scope.get("client") or ("", 0)
    host, port = scope.get("server") or ("", 0)
    return {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "REMOTE_ADDR": client[0],
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **dict(_meta(headers)),
    }


def _meta(headers: Headers) -> Iterable[tuple[str, str]]:
    """A header that comes more than once is one, as RFC 9110 has it."""
    values: dict[str, list[str]] = {}
    for name, value in headers:
        values.setdefault(name, []).append(value)
    for name, several in values.items():
        key = name.upper().replace("-", "_")
        key = key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"
        yield key, ("; " if name == "cookie" else ",").join(several)
