"""What the front lets in, and in which words Django hears of it; no server is needed for that."""

import asyncio
import io

import pytest

from config import front
from config.environ import environ_of, headers_of
from config.front import Front, Left, TurnedAway

SCOPE = {
    "type": "http",
    "method": "POST",
    "path": "/sign-in/",
    "raw_path": b"/sign-in/",
    "query_string": b"a=%C4%90",
    "http_version": "1.1",
    "scheme": "http",
    "client": ("10.0.0.7", 40000),
    "server": ("127.0.0.1", 8000),
    "headers": [],
}


def part(body=b"", *, more=False):
    return {"type": "http.request", "body": body, "more_body": more}


def called(*parts, headers=(), application=None, pause=0.0):
    """What came back to the visitor who sent these parts: status, headers, page."""
    sent, waiting = [], list(parts)

    async def receive():
        await asyncio.sleep(pause)
        return waiting.pop(0)

    async def send(message):
        sent.append(message)

    def echo(environ, start_response):
        start_response("200 OK", [("X-Address", environ["REMOTE_ADDR"])])
        return [environ["wsgi.input"].read()]

    scope = {**SCOPE, "headers": list(headers)}
    asyncio.run(Front(application or echo)(scope, receive, send))
    return (sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]) if sent else None


def length(number):
    return [(b"content-length", str(number).encode())]


def test_what_comes_in_pieces_is_one_body():
    answer = called(part(b"Con ", more=True), part("mèo".encode()), headers=length(8))
    assert answer == (200, {b"x-address": b"10.0.0.7"}, "Con mèo".encode())


def test_more_than_was_said_is_not_taken(monkeypatch):
    monkeypatch.setattr(front, "most_bytes", lambda path: 10)
    assert called(part(b"12345678", more=True), part(b"9012"), headers=length(9))[0] == 413


def test_the_time_a_body_may_take_grows_with_what_has_come(monkeypatch):
    monkeypatch.setattr(front, "PATIENCE", 0.3)
    pieces = [part(b"a", more=True)] * 4
    assert called(*pieces, headers=length(5), pause=0.2)[0] == 408
    monkeypatch.setattr(front, "SLOWEST", 1)
    assert called(*pieces, part(b"a"), headers=length(5), pause=0.2)[0] == 200


def test_whoever_hangs_up_is_not_answered_and_django_hears_nothing_of_him():
    def must_not_be_called(environ, start_response):
        raise AssertionError

    parts = part(b"a", more=True), {"type": "http.disconnect"}
    assert called(*parts, headers=length(5), application=must_not_be_called) is None


def test_large_bodies_wait_outside_while_the_disk_has_no_room(monkeypatch):
    monkeypatch.setattr(front, "SMALL", 10)
    monkeypatch.setattr(front, "ROOM", 100)
    assert called(part(bytes(101)), headers=length(101))[0] == 503
    assert called(part(bytes(100)), headers=length(100))[0] == 200
    assert called(part(bytes(10)), headers=length(10))[0] == 200


def test_room_is_given_back_whatever_became_of_the_body():
    house = Front(lambda environ, start_response: [])
    for fault in (TurnedAway(408), Left()):
        with pytest.raises(type(fault)), house._room(front.SMALL + 1):
            raise fault
    assert house.promised == 0


def test_nobody_can_write_the_headers_of_the_proxy():
    scope = {
        **SCOPE,
        "headers": [
            (b"x_forwarded_for", b"6.6.6.6"),
            (b"X_Forwarded_Proto", b"https"),
            (b"x-forwarded-for", b"10.1.1.1"),
            (b"cookie", b"a=1"),
            (b"cookie", b"b=2"),
            (b"content-type", b"text/plain"),
        ],
    }
    environ = environ_of(scope, headers_of(scope), io.BytesIO())
    assert environ["HTTP_X_FORWARDED_FOR"] == "10.1.1.1"
    assert "HTTP_X_FORWARDED_PROTO" not in environ
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["CONTENT_TYPE"] == "text/plain"


def test_an_address_reaches_django_as_it_was_written():
    scope = {**SCOPE, "raw_path": b"/help/%C4%91%2F", "path": "/help/đ/"}
    environ = environ_of(scope, [], io.BytesIO())
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/help/đ/"
    assert environ["QUERY_STRING"] == "a=%C4%90"
