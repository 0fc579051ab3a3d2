"""A person whose key is with her: the file goes out, is signed by a foreign program, comes back."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign import fields

from documents import archive, signing
from documents.files_in_use import files_in_use
from documents.models import PaperToken, Registration, SentOut, SignedFile
from documents.signing import anchors, certificates
from documents.signing.examination import Verdict, examine
from documents.stages import shown_file
from people import sandbox
from tests.documents.records.conftest import at_screen, signing_school  # noqa: F401 fixtures
from tests.documents.records.plans import plan_of, sign, step_url
from tests.documents.signing import tampering
from tests.documents.signing.office import Office
from tests.refused import codes_on, refused
from workflows import trail
from workflows.erasure import erase
from workflows.models import Event
from workflows.pens import open_pens
from workflows.states import State, Step

ADBE = {"subfilter": fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED, "cades_signed_attr_spec": None}
REMARK = "Ý kiến gõ rất lâu."


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def office(pki, settings, school_home):
    settings.SOKY_TRUST = school_home / "trust"
    settings.SOKY_TRUST.mkdir()
    (settings.SOKY_TRUST / "root.crt").write_bytes(pki.root.public_bytes(Encoding.PEM))
    return Office(pki)


@pytest.fixture
def school(signing_school, office):  # noqa: F811 the fixture
    """Đào signs as the little PKI's teacher, the principal as its principal, with keys of RSA."""
    register(signing_school, signing_school.dao, office, "teacher-rsa", signing_school.van)
    return signing_school


def register(school, staff, office, name, by):
    living = signing.living(staff)
    Registration.objects.filter(pk=living.pk).update(ended_at=timezone.now(), reason="x")
    found = [office.pki.der(name), *office.pki.chain(name)]
    pem = b"".join(x509.load_der_x509_certificate(one).public_bytes(Encoding.PEM) for one in found)
    new = Registration(staff=staff, evidence="Căn cước đã xem.", backend="elsewhere")
    return signing.register(new, by, certificates.read(pem))


class Desk:
    """One person's window at a record, with a program of her own beside it."""

    def __init__(self, client, approval, step, office, person="teacher-rsa", field="author"):
        self.client, self.approval, self.step = client, approval, step
        self.office, self.person, self.field = office, person, field

    def form(self, **more: Any):
        self.approval.refresh_from_db()
        return {"seen": self.approval.version, "key": "k1", **more}

    def download(self, **more: Any):
        url = reverse("hand_out", args=[self.approval.public_id, self.step])
        return self.client.post(url, self.form(**more))

    def signed(self, pdf: bytes, person="", field="", **how: Any) -> bytes:
        how = {"at": timezone.now(), "level": "B-T", **how}
        return self.office.sign(pdf, field or self.field, person or self.person, **how)

    def upload(self, data: bytes, **more: Any):
        url = reverse("take_back", args=[self.approval.public_id, self.step])
        file = SimpleUploadedFile("tệp đã ký.pdf", data, "application/pdf")
        return self.client.post(url, self.form(file=file, **more))


@pytest.fixture
def desk(school, office, at_screen):  # noqa: F811 the fixture
    """Đào at her desk, with a plan that was never submitted."""
    plan = plan_of(school, school.dao)
    return Desk(at_screen(school.dao), plan.approval, Step.SUBMIT, office)


def nothing_happened(approval):
    approval.refresh_from_db()
    assert approval.state == State.DRAFT
    assert not SignedFile.objects.exists()
    assert not PaperToken.objects.exists()
    assert not Event.objects.filter(kind="submit").exists()


@pytest.mark.parametrize(
    ("person", "how"),
    [("teacher-rsa", {}), ("teacher-rsa", ADBE), ("teacher", {}), ("teacher", ADBE)],
)
@pytest.mark.parametrize("level", ["B-B", "B-LT"])
def test_an_author_signs_elsewhere_and_the_others_here(school, desk, office, person, how, level):
    if person != desk.person:
        register(school, school.dao, office, person, school.van)
    ours = desk.download().content
    answer = desk.upload(desk.signed(ours, person, level=level, **how))
    assert answer.status_code == 302, answer.content.decode()
    for step, by in ((Step.REVIEW, school.hoa), (Step.SIGN, school.minh), (Step.LOCK, school.thu)):
        sign(step, desk.approval, by)
    assert desk.approval.state == State.LOCKED
    paper = archive.read(shown_file(desk.approval.record).sha256)
    assert paper.startswith(ours)
    found = examine(paper, anchors.trust())
    assert found.verdict == Verdict.GENUINE
    assert [one.level for one in found.signatures][1:] == ["B-LTA"] * 3
    assert found.signatures[0].field == "author"
    assert PaperToken.objects.get().token == SentOut.objects.get().token
    assert trail.first_break() is None


def test_the_principal_locks_elsewhere(school, desk, office, at_screen):  # noqa: F811 the fixture
    desk.upload(desk.signed(desk.download().content))
    register(school, school.thu, office, "principal", school.van)
    sign(Step.REVIEW, desk.approval, school.hoa)
    sign(Step.SIGN, desk.approval, school.minh)
    last = Desk(at_screen(school.thu), desk.approval, Step.LOCK, office, "principal", "principal")
    ours = last.download().content
    assert ours == archive.read(shown_file(desk.approval.record).sha256)
    answer = last.upload(last.signed(ours), key="k2")
    assert answer.status_code == 302, answer.content.decode()
    found = examine(archive.read(shown_file(desk.approval.record).sha256), anchors.trust())
    assert found.verdict == Verdict.GENUINE
    assert found.signatures[-1].locks
    assert {one.level for one in found.signatures[1:]} == {"B-LTA"}


def test_the_trail_says_who_told_the_time(school, desk):
    desk.upload(desk.signed(desk.download().content, level="B-T"))
    told = SignedFile.objects.get().event
    assert '"backend":"elsewhere"' in told.body
    assert '"clock":"Dấu thời gian EC"' in told.body


def test_without_a_timestamp_the_time_is_that_of_the_upload(school, desk):
    desk.upload(desk.signed(desk.download().content, level="B-B"))
    assert '"clock":""' in SignedFile.objects.get().event.body


def wrong(desk, ours):
    """What is refused, and with which code."""
    return [
        ("signed_file_not_pdf", b""),
        ("signed_file_not_pdf", b"GIF89a"),
        ("upload_too_large", b"%PDF-1.7\n" + b"0" * (20 * 1024 * 1024)),
        ("signed_another_file", tampering.rewritten(ours)),
        ("no_new_signature", ours),
        ("several_signatures", desk.signed(desk.signed(ours), field="group_leader")),
        ("signed_in_wrong_place", desk.signed(ours, field="group_leader")),
        ("signed_by_other_certificate", desk.signed(ours, "leader")),
        ("signature_does_not_hold", tampering.signature_value_forged(desk.signed(ours))),
        ("file_was_certified", desk.signed(ours, certify=True)),
        ("signed_file_unreadable", ours + b"startxref\n5\n%%EOF\n"),
        ("something_else_added", tampering.javascript_added(desk.signed(ours))),
    ]


def test_every_wrong_upload_is_told_in_a_sentence_and_changes_nothing(school, desk):
    ours = desk.download().content
    for code, upload in wrong(desk, ours):
        answer = desk.upload(upload, note=REMARK, **{"remark-goals": REMARK})
        assert answer.status_code == 422, code
        assert codes_on(answer) == {code}
        assert ("“group_leader” (" in answer.content.decode()) == (code == "signed_in_wrong_place")
        nothing_happened(desk.approval)
    assert desk.upload(desk.signed(ours)).status_code == 302, "and the right one is still taken"


@pytest.mark.parametrize(
    "attack",
    [*tampering.IN_PLACE[1:], *tampering.BEHIND_THE_END, tampering.page_added, tampering.rewritten],
    ids=lambda one: one.__name__,
)
def test_hostile_bytes_are_refused(school, desk, attack):
    false = attack(desk.signed(desk.download().content))
    assert desk.upload(false).status_code == 422
    nothing_happened(desk.approval)


def test_what_we_put_behind_it_is_examined_before_it_is_believed(school, desk, monkeypatch):
    monkeypatch.setattr(
        "documents.signing.pades.archive_timestamps", lambda pdfs, *_: [pdfs[0] + b"\n \n"]
    )
    assert desk.upload(desk.signed(desk.download().content)).status_code == 422
    nothing_happened(desk.approval)


def test_a_certificate_revoked_meanwhile_does_not_sign(school, desk, office):
    Registration.objects.filter(staff=school.dao, ended_at=None).update(
        certificate=office.pki.der("revoked"),
        fingerprint=x509.load_der_x509_certificate(office.pki.der("revoked"))
        .fingerprint(signing.certificates.hashes.SHA256())
        .hex(),
    )
    answer = desk.upload(desk.signed(desk.download().content, "revoked", level="B-B"))
    assert answer.status_code == 422
    assert "revoked" in answer.content.decode()
    nothing_happened(desk.approval)


def test_the_same_file_is_handed_out_again_until_something_changes(school, desk):
    first = desk.download()
    assert first["Content-Disposition"].startswith("attachment")
    assert first["Cache-Control"] == "no-store"
    assert desk.download().content == first.content
    assert SentOut.objects.get().by == school.dao
    plan = desk.approval.record
    plan.goals = "Mục tiêu khác."
    plan.save()
    assert desk.download().content != first.content
    answer = desk.upload(desk.signed(first.content))
    assert answer.status_code == 422
    assert codes_on(answer) == {"signed_another_file"}
    nothing_happened(desk.approval)


def test_a_busy_machine_doubts_nobodys_signature(desk, monkeypatch):
    """Busy at the first look, or only at the second, after our own timestamp."""
    upload, run = desk.signed(desk.download().content), sandbox.run
    for quick in (0, 1):
        looks = iter([True] * quick)
        monkeypatch.setattr(
            sandbox,
            "run",
            lambda *asked, looks=looks: run(*asked) if next(looks, False) else busy(),
        )
        answer = desk.upload(upload)
        assert answer.status_code == 422
        assert codes_on(answer) == {"machine_busy_nothing_signed"}
        nothing_happened(desk.approval)
    monkeypatch.setattr(sandbox, "run", run)
    assert desk.upload(upload).status_code == 302


def busy():
    raise sandbox.Busy


def test_a_file_saved_anew_by_its_owners_program_is_taken(desk):
    """Adobe Reader counts its savings within the file: that is no change."""

    def counts(writer):
        writer._update_meta = lambda: None  # the library would write its own
        place = writer.root.raw_get("/Metadata")
        old = writer.get_object(place.reference).data
        mine = b'<rdf:Description rdf:about="uuid:7" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/">'
        mine += b"<xmpMM:InstanceID>uuid:9</xmpMM:InstanceID></rdf:Description></rdf:RDF>"
        stream = generic.StreamObject(
            {pdf_name("/Type"): pdf_name("/Metadata"), pdf_name("/Subtype"): pdf_name("/XML")},
            stream_data=old.replace(b"</rdf:RDF>", mine),
        )
        assert b"InstanceID" in stream.data
        writer.objects[(place.generation, place.idnum)] = stream

    assert desk.upload(desk.signed(desk.download().content, before=counts)).status_code == 302


def test_what_is_out_survives_the_sweep_for_seven_days(school, desk):
    ours = desk.download().content
    assert SentOut.objects.get().sha256 in files_in_use()
    upload = desk.signed(ours)
    SentOut.objects.update(at=timezone.now() - timedelta(days=7))
    assert codes_on(desk.upload(upload)) == {"download_first"}
    assert SentOut.objects.get().sha256 not in files_in_use()
    nothing_happened(desk.approval)


def test_without_a_download_nothing_comes_back(school, desk):
    answer = desk.upload(b"%PDF-1.7")
    assert answer.status_code == 422
    assert codes_on(answer) == {"download_first"}


def test_the_same_upload_sent_twice_is_taken_once(school, desk):
    upload, seen = desk.signed(desk.download().content), desk.form()["seen"]
    for _again in range(2):
        assert desk.upload(upload, seen=seen).status_code == 302
    assert Event.objects.filter(kind="submit").count() == 1
    assert SignedFile.objects.count() == 1
    answer = desk.upload(upload, seen=seen, key="k2")
    assert answer.status_code == 409


def test_an_upload_after_somebody_else_changed_the_record(school, desk, office, at_screen):  # noqa: F811
    """The author took the record back while the leader was signing."""
    desk.upload(desk.signed(desk.download().content))
    register(school, school.hoa, office, "leader", school.van)
    leader = Desk(
        at_screen(school.hoa), desk.approval, Step.REVIEW, office, "leader", "group_leader"
    )
    seen = leader.form()["seen"]
    upload = leader.signed(leader.download().content)
    sign(Step.RECALL, desk.approval, school.dao, note="Gửi nhầm.")
    desk.upload(desk.signed(desk.download().content), key="k3")
    answer = leader.upload(upload, key="k4", seen=seen, note=REMARK)
    assert answer.status_code == 409
    assert codes_on(answer) == {"changed_meanwhile"}
    answer = leader.upload(upload, key="k5")
    assert codes_on(answer) == {"download_first"}
    desk.approval.refresh_from_db()
    assert desk.approval.state == State.SUBMITTED


def test_only_who_could_take_the_step_gets_the_file(school, desk, office, at_screen):  # noqa: F811
    assert desk.download().status_code == 200
    for person, status in ((school.hoa, 404), (school.phuc, 404)):
        other = Desk(at_screen(person), desk.approval, Step.SUBMIT, office)
        assert other.download().status_code == status
        assert other.upload(b"%PDF-").status_code == status
    desk.upload(desk.signed(desk.download().content))
    dao = Desk(desk.client, desk.approval, Step.REVIEW, office)
    assert dao.download(key="k8").status_code == 403
    assert dao.upload(b"%PDF-", key="k9").status_code == 403
    assert SentOut.objects.count() == 1


def test_who_has_a_key_here_neither_downloads_nor_uploads(school, desk, office, at_screen):  # noqa: F811
    desk.upload(desk.signed(desk.download().content))
    hoa = Desk(at_screen(school.hoa), desk.approval, Step.REVIEW, office, "leader", "group_leader")
    assert hoa.download(key="k5").status_code == 422
    ours = archive.read(shown_file(desk.approval.record).sha256)
    assert hoa.upload(hoa.signed(ours), key="k6").status_code == 422
    desk.approval.refresh_from_db()
    assert desk.approval.state == State.SUBMITTED


def test_the_page_shows_the_way_instead_of_the_pin(school, desk):
    page = desk.client.get(desk.approval.get_absolute_url()).content.decode()
    assert 'name="pin"' not in page
    assert 'enctype="multipart/form-data"' in page
    assert "“author”" in page
    answer = desk.client.post(step_url(desk.approval, Step.SUBMIT), desk.form(pin="274916"))
    assert answer.status_code == 422
    assert codes_on(answer) == {"key_is_elsewhere"}


def test_many_at_once_are_not_signed_but_told_how(school, desk):
    with refused("key_is_elsewhere"):
        open_pens(["lesson_plan"], school.dao, "", Step.SUBMIT)


def test_a_record_that_is_erased_takes_what_was_given_out_along(school, desk):
    desk.download()
    sha256 = SentOut.objects.get().sha256
    erase(desk.approval, by=school.thu, reason="Phụ huynh yêu cầu xóa.")
    assert not SentOut.objects.exists()
    assert sha256 not in files_in_use()
