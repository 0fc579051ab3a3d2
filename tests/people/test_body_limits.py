"""A request brings no more than its page takes, and a stranger's is not read at all."""

from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.http.multipartparser import MultiPartParser
from django.test import RequestFactory
from django.urls import URLResolver, get_resolver, reverse

from people.body_limits import FORM_BYTES, MEGABYTE, BodyLimitMiddleware, fault_of, most_bytes
from tests.school import School, at_known_machine

UPLOADS = settings.SOKY_UPLOAD_BYTES + MEGABYTE
NAMES = {"uuid": "6f1c2f0e-93f5-4c1e-8f0c-b4c1d3f9a001", "int": "1", "slug": "lock", "str": "x"}
TAKE_FILES = {
    *("import_new", "take_back", "verify", "verify_paper"),
    *("key_picture", "registration_new", "seal_picture", "lesson_plan:new", "lesson_plan:edit"),
    "score_sheet:upload",
    "sentences_upload",
}


def views(patterns, space=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from views(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name}", pattern


VIEWS = dict(views(get_resolver().url_patterns))


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_only_pages_that_take_files_take_much(name):
    takes = getattr(VIEWS[name].callback, "takes_files", False)
    assert takes == (name in TAKE_FILES)


def test_whatever_reads_files_says_so():
    """A page that forgot would turn its own uploads away."""
    known = {"drafting.py", "views.py in people"}  # its callers say so; it tells which were lost
    for room in ("people", "workflows", "documents"):
        for path in Path(settings.BASE_DIR, room).rglob("*.py"):
            reads = "request.FILES" in path.read_text()
            is_known = not {path.name, f"{path.name} in {path.parent.name}"}.isdisjoint(known)
            assert not reads or is_known or "@takes_files" in path.read_text(), path


def test_the_limit_goes_by_the_address():
    assert most_bytes(reverse("verify_paper", args=["x"])) == UPLOADS
    assert most_bytes(reverse("sign_in")) == FORM_BYTES
    assert most_bytes("/nothing/here/") == FORM_BYTES


@pytest.mark.parametrize(
    ("length", "encoding", "status"),
    [
        ("", "", 0),
        (str(FORM_BYTES), "", 0),
        (str(FORM_BYTES + 1), "", 413),
        ("", "chunked", 411),
        ("1e9", "", 413),
        ("-1", "", 413),
        ("5,5", "", 413),
        ("²", "", 413),
        ("9" * 5000, "", 413),
    ],
)
def test_the_length_is_a_number_and_known(length, encoding, status):
    assert fault_of("/sign-in/", length, encoding) == status


@pytest.mark.parametrize(("name", "most"), [("sign_in", FORM_BYTES), ("verify", UPLOADS)])
def test_django_itself_refuses_what_is_too_much(name, most):
    def answer(length):
        request = RequestFactory().post(reverse(name), CONTENT_LENGTH=str(length))
        return BodyLimitMiddleware(lambda request: HttpResponse("in"))(request)

    assert answer(most).content == b"in"
    assert answer(most + 1).status_code == 413
    assert "<h1>" in answer(most + 1).content.decode().split('<div lang="en">')[1]
    assert not answer(most + 1).cookies


def test_the_limit_stands_before_everything_else(settings):
    assert settings.MIDDLEWARE[0] == "people.body_limits.BodyLimitMiddleware"


@pytest.fixture
def parsed(monkeypatch):
    """Every body of a form with files that was unpacked."""
    bodies = []
    real = MultiPartParser.parse
    monkeypatch.setattr(MultiPartParser, "parse", lambda self: bodies.append(self) or real(self))
    return bodies


def test_what_a_stranger_sends_is_never_read(school: School, client, parsed):
    client.handler.enforce_csrf_checks = True
    for name in ("lesson_plan:new", "inbox", "verify", "sign_in"):
        response = client.post(reverse(name), {"title": "Con mèo"})
        assert response["Location"].startswith(reverse("sign_in"))
    assert not parsed


def test_words_of_somebody_who_has_signed_in_here_are_handed_back(school: School):
    response = at_known_machine().post(reverse("lesson_plan:new"), {"title": "Con mèo"})
    assert response.status_code == 401
    assert "Con mèo" in response.content.decode()
