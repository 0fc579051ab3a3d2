"""What is refused before anybody was asked who it is gets a plain page, and is no error of ours."""

import pytest
from django.conf import LazySettings
from django.test import Client


@pytest.fixture
def stranger(settings: LazySettings) -> Client:
    settings.ALLOWED_HOSTS = ["so-ky.example"]
    return Client(raise_request_exception=False, headers={"host": "so-ky.example"})


def test_a_foreign_host_name(db: None, stranger: Client) -> None:
    answer = stranger.get("/sign-in/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert 'class="card narrow"' in answer.content.decode()


def test_a_form_without_a_boundary(db: None, stranger: Client) -> None:
    answer = stranger.post("/sign-in/", b"{", content_type="multipart/form-data")
    assert answer.status_code == 400
    assert 'class="card narrow"' in answer.content.decode()
