"""A school whose people can sign, and plans that they have written."""

import subprocess
from collections.abc import Callable

import pytest
from django.test import Client

from tests import school as people
from tests.conftest import require
from tests.documents.records.plans import PIN
from tests.documents.records.transcripts import with_seal


@pytest.fixture
def signing_school(school: people.School, settings) -> people.School:
    staff = [getattr(school, name) for name in ("dao", "hoa", "nam", "minh", "ngoc", "thu", "yen")]
    people.give_keys(school, staff, PIN)
    return school


@pytest.fixture
def office(signing_school: people.School) -> people.School:
    """The clerk has a key of her own, and the school's seal."""
    return with_seal(signing_school)


@pytest.fixture
def at_screen(db: None) -> Callable[[people.Staff], Client]:
    """A browser window of this person, already signed in."""

    def window(person: people.Staff) -> Client:
        client = Client()
        client.force_login(person, backend="people.accounts.backend.StaffBackend")
        return client

    return window


@pytest.fixture
def pdf_text(tmp_path) -> Callable[[bytes], str]:
    """What a reader finds on the paper, stamps included; line breaks become spaces."""
    tool = require("pdftotext")

    def text(pdf: bytes) -> str:
        file = tmp_path / "paper.pdf"
        file.write_bytes(pdf)
        said = subprocess.run([tool, "-raw", file, "-"], capture_output=True, check=True)
        return " ".join(said.stdout.decode().split())

    return text
