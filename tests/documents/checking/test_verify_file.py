"""Does the command say the truth, in words and in JSON, and end with the right code?"""

import json

import pytest
from django.core.management import call_command
from django.utils import translation

from tests.documents.signing import tampering


@pytest.fixture
def verify(tmp_path, capsys):
    def verify(pdf, *options):
        file = tmp_path / "file.pdf"
        file.write_bytes(pdf)
        with pytest.raises(SystemExit) as end:
            call_command("verify_file", file, *options)
        return end.value.code, capsys.readouterr().out

    return verify


def test_a_genuine_file_ends_with_zero_and_names_its_signers(verify, files, school):
    code, said = verify(files[-1])
    assert code == 0
    assert said.startswith("Genuine")
    for person in (school.dao, school.hoa, school.minh, school.thu):
        assert f"Valid: {person.full_name}" in said


def test_a_changed_one_ends_with_one_and_says_so(verify, files):
    code, said = verify(tampering.page_turned(files[-1]))
    assert code == 1
    assert "changed" in said


def test_what_cannot_be_read_ends_with_two(verify, school_home, db):
    assert verify(b"no PDF")[0] == 2


def test_a_file_that_is_not_there_ends_with_two(capsys, db):
    with pytest.raises(SystemExit) as end:
        call_command("verify_file", "/does/not/exist.pdf")
    assert end.value.code == 2


def test_it_speaks_the_language_of_the_school(verify, files):
    with translation.override("vi"):
        assert verify(files[-1])[0] == 0


def test_json_keeps_its_keys(verify, files):
    code, said = verify(files[1], "--json")
    told = json.loads(said)

    assert code == 0
    assert told["outcome"] == "superseded"
    assert set(told) == {
        *("outcome", "sha256", "size", "pages", "examined_at", "faults", "empty_fields"),
        *("signatures", "document_timestamps", "files", "stage"),
    }
    assert set(told["stage"]) == {
        *("record_type", "revision", "reached", "at", "is_newest", "is_final"),
        *("newest_revision", "corrected_since", "withdrawn_at", "missing"),
    }
    assert {"field", "signer", "duty", "holds", "reasons", "why", "trust"} < set(
        told["signatures"][0]
    )
