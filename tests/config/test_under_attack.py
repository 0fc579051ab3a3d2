"""Beside slow, greedy and hostile connections the pages go on; a real server, no account."""

import http.client
import shutil
import socket
import urllib.request
from contextlib import ExitStack

import pytest
from django.conf import settings

from tests.serving import answers, eventually, free_port, manage

MEGABYTE = 1024 * 1024
TOKEN = "a" * 32
LARGE, LARGE_BYTES = "large.bin", 12 * MEGABYTE


@pytest.fixture(scope="module")
def port(home):
    """What is served beside the pages: static files, one of them larger than what waits in a line."""
    port, static = free_port(), home / "static"
    shutil.copytree(settings.BASE_DIR / "var" / "static", static)
    (static / LARGE).write_bytes(bytes(LARGE_BYTES))
    words = {"SOKY_STATIC": str(static)}
    with manage("serve", f"--port={port}", "--processes=1", home=home, **words) as served:
        eventually(lambda: answers(port))
        yield port
        served.terminate()
        served.wait(300)


def head(*lines, path="/sign-in/"):
    first = (f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: csrftoken={TOKEN}")
    return "\r\n".join([*first, *lines, "", ""]).encode()


@pytest.fixture
def connect(port):
    """Connect and send this; all are closed at the end."""
    with ExitStack() as opened:

        def begin(*sent):
            connection = socket.create_connection(("127.0.0.1", port), timeout=60)
            opened.enter_context(connection)
            connection.sendall(b"".join(sent))
            return connection

        yield begin


def answer_of(connection):
    """The status and the page."""
    with http.client.HTTPResponse(connection) as answer:
        answer.begin()
        return answer.status, answer.read().decode()


def visit(port):
    """Raises where no page comes: a thread that is held would be held for good."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=60) as page:
        return page.status


@pytest.mark.parametrize("most", [60, 600])
def test_connections_that_say_little_or_nothing_hold_no_thread(connect, port, most):
    half = head("Content-Length: 1000"), b"a"
    slow = [connect(*(half if number % 2 else ())) for number in range(most)]
    assert [visit(port) for _number in range(8)] == [200] * 8
    assert len(slow) == most


def test_who_reads_a_byte_at_a_time_holds_no_thread(port):
    """Twice as many as there are threads, each with an answer that is larger than any line holds."""
    with ExitStack() as opened:
        readers = [opened.enter_context(slow_reader(port)) for _number in range(8)]
        for _number in range(8):
            assert visit(port) == 200
            assert all(len(reader.recv(1)) == 1 for reader in readers)
        with readers[0].makefile("rb") as patient:
            assert len(patient.read()) > LARGE_BYTES


def slow_reader(port):
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.settimeout(60)
    reader.connect(("127.0.0.1", port))
    ask = f"GET /static/{LARGE} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    reader.sendall(ask.encode())
    return reader


def test_a_body_that_never_ends_and_headers_that_never_end_are_cut(connect):
    body = connect(head("Content-Length: 1000"), b"a")
    headers = connect(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
    assert answer_of(body)[0] == 408
    assert headers.recv(1000) == b""


def test_of_300_megabytes_nothing_is_taken(connect, home):
    connection = connect(head(f"Content-Length: {300 * MEGABYTE}"))
    status, page = answer_of(connection)
    assert status == 413
    assert '<div lang="en">' in page
    with pytest.raises(OSError, match=r"Broken pipe|reset"):
        connection.sendall(bytes(300 * MEGABYTE))
    assert not list((home / "incoming").iterdir())


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (["Transfer-Encoding: chunked"], 411),
        (["Content-Length: 1e9"], 400),
        (["Content-Length: -1"], 400),
        (["Content-Length: 5", "Content-Length: 6"], 400),
        (["Content-Length: 99999999999999999999"], 400),
    ],
)
def test_without_an_honest_length_nothing_is_read(connect, said, status):
    assert answer_of(connect(head(*said)))[0] in {status, 413}


def test_an_honest_upload_arrives_whole(connect):
    """Three megabytes in a hundred pieces; a page of its own says what became of them."""
    form = (
        f'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{TOKEN}\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    ).encode()
    file, end = b"%PDF-1.7 " + bytes(3 * MEGABYTE), b"\r\n--x--\r\n"
    length = f"Content-Length: {len(form + file + end)}"
    kind = "Content-Type: multipart/form-data; boundary=x"
    connection = connect(head(length, kind, path="/verify/"), form)
    for start in range(0, len(file), 30_000):
        connection.sendall(file[start : start + 30_000])
    connection.sendall(end)
    status, page = answer_of(connection)
    assert status == 200
    assert "a.pdf" in page
