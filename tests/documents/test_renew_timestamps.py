"""Does a finished file outlive the certificate of its archive timestamp, if it is renewed in time?"""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from documents import archive, lasting
from documents.checking import meaning
from documents.checking.verdicts import Outcome
from documents.files_in_use import files_in_use
from documents.models import RenewedFile
from documents.signing import anchors
from documents.signing.examination import Verdict, examine
from documents.stages import shown_file
from tests.documents.records.conftest import at_screen, signing_school  # noqa: F401 fixtures
from tests.documents.records.plans import locked_plan
from workflows import consistency
from workflows.story import RENEW, details, sentence

# The little PKI's clock ends with 2033, the school's own some ten years after its founding.
SOON = datetime(2033, 11, 1, tzinfo=UTC)
LATER = datetime(2034, 6, 1, tzinfo=UTC)


@pytest.fixture
def plan(signing_school, pki, settings, school_home):  # noqa: F811 the fixture
    settings.SOKY_TRUST = school_home / "trust"
    settings.SOKY_TRUST.mkdir()
    (settings.SOKY_TRUST / "root.crt").write_bytes(pki.root.public_bytes(Encoding.PEM))
    settings.SOKY_TIMESTAMP_URL = pki.url("tsa/ec")
    plan = locked_plan(signing_school)
    settings.SOKY_TIMESTAMP_URL = ""
    return plan


def renew(*options):
    out, error, code = StringIO(), StringIO(), 0
    try:
        call_command("renew_timestamps", *options, stdout=out, stderr=error)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue(), error.getvalue()


def test_only_what_ends_soon_needs_it(plan):
    assert shown_file(plan).sha256 not in renew("--list")[1]
    with time_machine.travel(SOON):
        _code, said, _error = renew("--list")
        assert shown_file(plan).sha256 in said
        assert "31/12/2033" in said or "01/01/2034" in said
    assert not RenewedFile.objects.exists()


def test_renewed_in_time_it_is_genuine_after_its_first_clock_has_ended(plan):
    before = archive.read(shown_file(plan).sha256)
    with time_machine.travel(SOON):
        assert renew()[0] == 0
        assert renew()[0] == 0
    event = plan.approval.events.latest("sequence")
    renewed = RenewedFile.objects.get()
    assert (event.kind, event.revision, event.by) == (RENEW, 1, None)
    told = {"signed": shown_file(plan).sha256, "renewed": renewed.sha256}
    assert details(event) == {**told, "ends": renewed.ends.isoformat()}
    assert f"{timezone.localtime(renewed.ends):%d/%m/%Y}" in sentence(event)
    after = archive.read(lasting.newest_bytes(shown_file(plan)))
    assert after.startswith(before)
    assert RenewedFile.objects.get().sha256 in files_in_use()
    old, new = (examine(pdf, anchors.trust(), at=LATER) for pdf in (before, after))
    assert (old.verdict, new.verdict) == (Verdict.DOUBTFUL, Verdict.GENUINE)
    assert meaning.of(new).outcome == Outcome.CURRENT


def test_the_trail_answers_for_the_renewed_file(plan):
    with time_machine.travel(SOON):
        renew()
    assert not consistency.all_contradictions()
    path = archive._path(RenewedFile.objects.get().sha256)
    path.chmod(0o600)
    path.write_bytes(b"%PDF-")
    assert [each.approval for each in consistency.all_contradictions()] == [plan.pk]
    RenewedFile.objects.update(sha256="0" * 64)
    found = consistency.all_contradictions(with_files=False)
    assert [each.approval for each in found] == [plan.pk]


def test_too_late_is_told(plan):
    with time_machine.travel(LATER):
        code, _said, error = renew()
    assert code == 1
    assert error
    assert not RenewedFile.objects.exists()


def test_a_clock_that_ends_no_later_is_told(plan, pki, settings):
    settings.SOKY_TIMESTAMP_URL = pki.url("tsa/ec")
    with time_machine.travel(SOON):
        code, _said, error = renew()
    assert code == 1
    assert error
    assert not RenewedFile.objects.exists()


def test_what_is_handed_out_is_the_renewed_file(plan, signing_school, at_screen):  # noqa: F811
    file = shown_file(plan)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        (one,) = lasting.ending(LATER)
        lasting.renew(one)
    page = at_screen(signing_school.dao)
    url = reverse("signed_file", args=[plan.approval.public_id, file.sha256])
    assert page.get(url).content == archive.read(RenewedFile.objects.get().sha256)
