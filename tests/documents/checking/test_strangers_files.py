"""What page and command say of files that others signed: nothing is laid over a page unnoticed."""

import json

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import call_command
from pyhanko.sign.fields import SigSeedSubFilter

from documents.checking import words
from documents.checking.verdicts import Outcome
from tests.documents.checking.test_verify_page import text, upload
from tests.documents.signing import laid_over
from tests.documents.signing import office as made


@pytest.fixture
def office(pki, settings, school_home, db):
    settings.SOKY_TRUST = school_home / "trust"
    settings.SOKY_TRUST.mkdir()
    root = pki.root.public_bytes(Encoding.PEM)
    (settings.SOKY_TRUST / "root.crt").write_bytes(root)
    return made.Office(pki)


@pytest.fixture
def foreign(office):
    return office.sign(
        made.paper(),
        "Signature1",
        "leader",
        subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
        embed_validation_info=True,
    )


def told(pdf, folder, capsys):
    """The command's exit code and outcome."""
    (folder / "file.pdf").write_bytes(pdf)
    with pytest.raises(SystemExit) as end:
        call_command("verify_file", folder / "file.pdf", "--json")
    return end.value.code, json.loads(capsys.readouterr().out)["outcome"]


@pytest.mark.parametrize("attack", laid_over.COVERING, ids=lambda one: one.__name__)
def test_a_page_that_was_covered_is_called_changed(
    office, foreign, client, attack, tmp_path, capsys
):
    false = attack(office, foreign)
    assert words.HEADINGS[Outcome.CHANGED] in text(upload(client, false))
    assert told(false, tmp_path, capsys) == (1, Outcome.CHANGED)


def test_a_second_persons_stamp_is_told_with_its_page(office, foreign, client, tmp_path, capsys):
    twice = office.sign(foreign, "Signature2", "vice", before=laid_over.covering_field)
    answer = upload(client, twice)
    assert [row.finding.new_stamp_on for row in answer.context["report"].meaning.rows] == [(), (1,)]
    assert words.ADVICE[Outcome.GENUINE] not in text(answer)
    assert told(twice, tmp_path, capsys) == (0, Outcome.GENUINE)
