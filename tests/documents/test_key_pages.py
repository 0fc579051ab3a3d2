"""The pages of signing keys: nobody gets a key by them that is not his, and nobody loses his way."""

import io
import os
import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from cryptography import x509
from django.core import signing as tokens
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from PIL import Image, ImageDraw

from documents import archive, signing
from documents.files_in_use import files_in_use
from documents.models import KeptPicture, Registration, SigningKey
from documents.signing import evidence
from people.models import Staff
from tests.documents.records.plans import plan_of, sign, step_url
from tests.refused import codes_on
from tests.school import School, at_known_machine, give_keys
from workflows import story
from workflows.models import Event, Notice
from workflows.states import State, Step

PIN, NEW = "274916", "830461"
MOST_QUERIES = 15
KEYS, ALL, REGISTER = "/keys/", "/keys/registrations/", "/keys/registrations/new/"
AtScreen = Callable[[Staff], Client]


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def at_screen(db) -> AtScreen:
    def window(person: Staff) -> Client:
        client = Client()
        client.force_login(person, backend="people.accounts.backend.StaffBackend")
        return client

    return window


@pytest.fixture
def dao_key(school: School) -> Registration:
    give_keys(school, [school.dao], PIN)
    return school.dao.registrations.get()


def test_two_keys_ask_the_database_no_more_than_one(school: School, at_screen: AtScreen) -> None:
    """Vân signs for herself; then she seals for the school as well."""
    give_keys(school, [school.van], PIN)
    window = at_screen(school.van)
    window.get(KEYS)
    one = asked_by(window)
    signing.register(Registration(staff=school.van, is_seal=True, evidence="x"), school.thu)
    assert len(window.get(KEYS).context["panels"]) == 2
    assert asked_by(window) == one <= MOST_QUERIES


def asked_by(window: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        window.get(KEYS)
    return len(queries)


@pytest.fixture
def leave(school: School) -> Registration:
    """Đào may make a key, and has not yet."""
    return signing.register(Registration(staff=school.dao, evidence="Căn cước."), school.van)


def ask_for(staff: Staff, **more: object) -> dict[str, object]:
    return {"staff": staff.pk, "backend": "own", "evidence": "Căn cước, QĐ 15.", **more}


def draft_in(answer) -> str:
    return re.search(r'name="draft" value="([^"]+)"', answer.content.decode())[1]


def register(window: Client, staff: Staff, **more: object):
    looked = window.post(REGISTER, ask_for(staff, **more))
    assert looked.status_code == 200, looked.content.decode()
    return window.post(REGISTER, {"draft": draft_in(looked)})


def signature_on_paper() -> SimpleUploadedFile:
    image = Image.new("RGB", (300, 120), "white")
    ImageDraw.Draw(image).line((20, 90, 140, 20, 280, 100), fill="black", width=6)
    file = io.BytesIO()
    image.save(file, "PNG")
    return SimpleUploadedFile("chữ ký.png", file.getvalue(), content_type="image/png")


def test_the_board_registers_and_the_owner_makes_the_key(school: School, at_screen: AtScreen):
    van, dao = at_screen(school.van), at_screen(school.dao)
    assert dao.get(KEYS).context["panels"] == []
    assert register(van, school.dao).status_code == 302
    leave = school.dao.registrations.get()
    assert (leave.registered_by, leave.backend) == (school.van, "own")
    assert not SigningKey.objects.exists(), "before its owner chose a PIN there is no key"

    assert f'href="{KEYS}"' in dao.get("/").content.decode()
    made = dao.post(f"{KEYS}{leave.pk}/make/", {"new_pin": PIN, "new_pin_again": PIN})
    assert made.status_code == 302
    plan = plan_of(school, school.dao)
    sign(Step.SUBMIT, plan.approval, school.dao)
    page = dao.get(KEYS).content.decode()
    assert plan.approval.title in page
    assert PIN not in page
    assert [event.kind for event in Event.objects.filter(approval=None)] == [
        "key_registered",
        "key_made",
    ]


def test_looking_registers_nothing(school: School, at_screen: AtScreen):
    answer = at_screen(school.van).post(REGISTER, ask_for(school.dao))
    assert answer.context["new"].staff == school.dao
    assert answer.context["draft"]
    assert not Registration.objects.exists()


def test_a_confirmation_sent_twice_registers_once(school: School, at_screen: AtScreen):
    van = at_screen(school.van)
    draft = draft_in(van.post(REGISTER, ask_for(school.dao)))
    for _twice in range(2):
        assert van.post(REGISTER, {"draft": draft}).status_code == 302
    assert Registration.objects.count() == 1


def test_nobody_can_choose_himself_on_the_page(school: School, at_screen: AtScreen):
    van = at_screen(school.van)
    assert f'<option value="{school.van.pk}"' not in van.get(REGISTER).content.decode()
    assert van.post(REGISTER, ask_for(school.van)).status_code == 422
    assert not Registration.objects.exists()


def test_a_draft_is_its_makers_own_and_cannot_be_written_by_hand(
    school: School, at_screen: AtScreen
):
    draft = draft_in(at_screen(school.thu).post(REGISTER, ask_for(school.van)))
    assert at_screen(school.van).post(REGISTER, {"draft": draft}).status_code == 403
    stolen = archive.put(b"%PDF-1.7 somebody's record")
    forged = {"staff_id": school.dao.pk, "evidence": "x", "evidence_sha256": stolen, "pem": ""}
    for word in (tokens.dumps({**forged, "by": school.van.pk}), draft[:-3] + "abc"):
        at_screen(school.van).post(REGISTER, {"draft": word})
    assert not Registration.objects.exists()


def test_a_draft_waits_an_hour(school: School, at_screen: AtScreen, monday, settings):
    settings.SOKY_IDLE_MINUTES = 0
    van = at_screen(school.van)
    draft = draft_in(van.post(REGISTER, ask_for(school.dao)))
    monday.shift(timedelta(minutes=61))
    answer = van.post(REGISTER, {"draft": draft}, follow=True)
    assert codes_on(answer) == {"page_too_old"}
    assert not Registration.objects.exists()


def test_evidence_is_kept_through_the_sweep_and_handed_to_the_board_alone(
    school: School, at_screen: AtScreen, settings
):
    copy = SimpleUploadedFile("bien-ban.pdf", b"%PDF-1.7 <script>", "application/pdf")
    van = at_screen(school.van)
    register(van, school.dao, evidence_file=copy)
    leave = school.dao.registrations.get()
    assert archive.read(leave.evidence_sha256) == b"%PDF-1.7 <script>"
    unnamed = archive.put(b"%PDF-1.7 nobody's")
    eight_days_ago = (timezone.now() - timedelta(days=8)).timestamp()
    for file in settings.SOKY_ARCHIVE.glob("??/??/*"):
        os.utime(file, (eight_days_ago, eight_days_ago))
    assert archive.sweep(files_in_use(), timedelta(days=7)) == 1
    assert not archive.exists(unnamed)
    answer = van.get(f"{ALL}{leave.pk}/evidence/")
    assert answer.content == b"%PDF-1.7 <script>"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert at_screen(school.dao).get(f"{ALL}{leave.pk}/evidence/").status_code == 403


@pytest.mark.parametrize("content", [b"<html>", b"MZ\x90", b"GIF89a"])
def test_evidence_is_a_paper_or_a_picture(school: School, at_screen: AtScreen, content: bytes):
    file = SimpleUploadedFile("x.pdf", content, "application/pdf")
    answer = at_screen(school.van).post(REGISTER, ask_for(school.dao, evidence_file=file))
    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["dao", "hoa", "minh", "phuc"])
def test_only_board_and_principal_reach_the_registrations(
    school: School, dao_key: Registration, at_screen: AtScreen, name: str
):
    person = at_screen(getattr(school, name))
    before = list(Registration.objects.values())
    for path in board_pages(dao_key):
        assert person.get(path).status_code in {403, 405}, path
        form = ask_for(school.nam, reason="x", sure="on", remove="1", draft="x")
        assert person.post(path, form).status_code in {403, 405}, path
    assert list(Registration.objects.values()) == before
    assert ALL not in person.get("/").content.decode()


def board_pages(registration: Registration) -> list[str]:
    one = f"{ALL}{registration.pk}/"
    return [ALL, REGISTER, f"{one}end/", f"{one}evidence/", f"{ALL}seal/", f"{ALL}seal.png"]


def test_who_stands_in_for_the_principal_vouches_for_nobody(school: School, at_screen: AtScreen):
    school.substitution(school.thu, school.minh)
    minh = at_screen(school.minh)
    assert minh.get(ALL).status_code == 403
    assert ALL not in minh.get("/").content.decode()
    assert at_screen(school.thu).get(ALL).status_code == 200


def test_no_page_gives_a_registrar_anybodys_key(
    school: School, leave: Registration, at_screen: AtScreen
):
    """Neither before the owner has made it nor afterwards; every address of keys is tried."""
    van = at_screen(school.van)
    mine = {"new_pin": NEW, "new_pin_again": NEW, "pin": NEW, "sure": "on"}
    steal = [f"{KEYS}{leave.pk}/{what}/" for what in ("make", "pin", "renew", "revoke")]
    assert [van.post(path, mine).status_code for path in steal] == [404] * 4
    assert not SigningKey.objects.exists()

    signing.keys.make(leave, PIN)
    before = list(SigningKey.objects.values())
    assert [van.post(path, {**mine, "pin": PIN}).status_code for path in steal] == [404] * 4
    for path in (KEYS, *board_pages(leave)):
        assert PIN not in van.get(path).content.decode()
    assert list(SigningKey.objects.values()) == before


def test_another_persons_session_cannot_use_the_pen(
    school: School, dao_key: Registration, at_screen: AtScreen
):
    """Hoa sees Đào's page over her shoulder and sends the very request, PIN and all."""
    plan = plan_of(school, school.dao)
    form = {"seen": plan.approval.version, "key": "k1", "pin": PIN}
    answer = at_screen(school.hoa).post(step_url(plan.approval, Step.SUBMIT), form)
    assert answer.status_code in {403, 404}
    plan.approval.refresh_from_db()
    assert plan.approval.state == State.DRAFT

    sign(Step.SUBMIT, plan.approval, school.dao)
    form = {"seen": plan.approval.version, "key": "k2", "pin": PIN}
    answer = at_screen(school.hoa).post(step_url(plan.approval, Step.REVIEW), form)
    assert answer.status_code == 422, "her own desk, but not her PIN"
    plan.approval.refresh_from_db()
    assert plan.approval.state == State.SUBMITTED


def test_two_tabs_sign_once(school: School, dao_key: Registration, at_screen: AtScreen):
    plan = plan_of(school, school.dao)
    one, other = at_screen(school.dao), at_screen(school.dao)
    seen = plan.approval.version
    for tab, key in ((one, "k1"), (other, "k1"), (other, "k2")):
        answer = tab.post(
            step_url(plan.approval, Step.SUBMIT), {"seen": seen, "key": key, "pin": PIN}
        )
    assert answer.status_code == 409
    assert plan.approval.files.count() == 1


@pytest.mark.parametrize(
    ("first", "again", "words"),
    [
        (PIN, NEW, "not the same"),
        ("12345", "12345", "6 to 12 digits"),
        ("123456", "123456", "too easy"),
        ("", "", "required"),
    ],
)
def test_a_poor_pin_is_told_and_makes_no_key(
    school: School, leave: Registration, at_screen: AtScreen, first: str, again: str, words: str
):
    answer = at_screen(school.dao).post(
        f"{KEYS}{leave.pk}/make/", {"new_pin": first, "new_pin_again": again}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert 'aria-invalid="true"' in page
    assert not SigningKey.objects.exists()


def test_a_leave_is_good_for_one_key(school: School, leave: Registration, at_screen: AtScreen):
    dao, form = at_screen(school.dao), {"new_pin": PIN, "new_pin_again": PIN}
    assert dao.post(f"{KEYS}{leave.pk}/make/", form).status_code == 302
    assert dao.post(f"{KEYS}{leave.pk}/make/", form).status_code == 422
    assert SigningKey.objects.count() == 1


def test_the_pin_is_changed_by_who_knows_it(
    school: School, dao_key: Registration, at_screen: AtScreen
):
    dao, path = at_screen(school.dao), f"{KEYS}{dao_key.pk}/pin/"
    form = {"new_pin": NEW, "new_pin_again": NEW}
    answer = dao.post(path, {**form, "pin": "999111"})
    assert codes_on(answer) == {"wrong_pin"}
    assert "4" in answer.context["panels"][0]["change"].errors["pin"][0]
    assert "999111" not in answer.content.decode()
    assert NEW not in answer.content.decode()
    assert dao.post(path, {**form, "pin": PIN}).status_code == 302
    signing.open_key(dao_key, NEW)
    with pytest.raises(signing.WrongPin):
        signing.open_key(dao_key, PIN)
    assert Event.objects.filter(kind="pin_changed", by=school.dao).count() == 1


def test_wrong_pins_of_all_pages_are_counted_together(
    school: School, dao_key: Registration, at_screen: AtScreen
):
    dao, wrong = at_screen(school.dao), "999111"
    for path in ("pin", "renew", "pin", "renew", "pin"):
        form = {"pin": wrong, "new_pin": NEW, "new_pin_again": NEW}
        dao.post(f"{KEYS}{dao_key.pk}/{path}/", form)
    assert dao.get(KEYS).context["panels"][0]["card"].tries.is_locked
    with pytest.raises(signing.KeyLocked):
        signing.open_key(dao_key, PIN)


def test_a_reset_makes_a_new_key_and_the_old_certificate_is_on_the_list_of_the_revoked(
    school: School, dao_key: Registration, at_screen: AtScreen
):
    old = dao_key.keys.get()
    van, dao = at_screen(school.van), at_screen(school.dao)
    van.post(f"{ALL}{dao_key.pk}/end/", {"reason": "Quên PIN", "sure": "on"})
    assert Notice.objects.filter(recipient=school.dao, sentence__contains="Quên PIN").exists()
    with pytest.raises(signing.NoKey):
        signing.open_pen(school.dao, PIN)
    register(van, school.dao)
    leave = school.dao.registrations.get(ended_at=None)
    dao.post(f"{KEYS}{leave.pk}/make/", {"new_pin": NEW, "new_pin_again": NEW})
    assert leave.keys.get().fingerprint != old.fingerprint
    signing.open_pen(school.dao, NEW)
    assert serial_of(old) in revoked_serials()
    assert serial_of(leave.keys.get()) not in revoked_serials()


def serial_of(key: SigningKey) -> int:
    return x509.load_der_x509_certificate(bytes(key.certificate)).serial_number


def revoked_serials() -> set[int]:
    _root, issuing = evidence.of_own_authority(timezone.now()).revocation_lists
    return {one.serial_number for one in x509.load_der_x509_crl(issuing)}


def test_the_owner_revokes_without_the_pin_but_not_by_accident(
    school: School, dao_key: Registration, at_screen: AtScreen
):
    dao, path = at_screen(school.dao), f"{KEYS}{dao_key.pk}/revoke/"
    assert dao.get(path).status_code == 405
    assert dao.post(path).status_code == 422
    signing.open_pen(school.dao, PIN)
    assert dao.post(path, {"sure": "on"}).status_code == 302
    with pytest.raises(signing.NoKey):
        signing.open_pen(school.dao, PIN)
    assert dao.post(path, {"sure": "on"}).status_code == 404
    assert Event.objects.filter(kind="key_revoked").count() == 1


@pytest.mark.parametrize(("days", "warned"), [(61, False), (59, True), (1, True)])
def test_from_sixty_days_before_its_end_everybody_is_warned(
    school: School, dao_key: Registration, at_screen: AtScreen, *, days: int, warned: bool
):
    end = dao_key.keys.get().not_after
    with time_machine.travel(end - timedelta(days=days), tick=True):
        dao = at_screen(school.dao)
        assert ("ends on" in dao.get("/").content.decode()) == warned
        assert ("Renew my key" in dao.get(KEYS).content.decode()) == warned


def test_renewing_takes_the_pin_and_makes_a_new_certificate(
    school: School, dao_key: Registration, at_screen: AtScreen
):
    old = dao_key.keys.get()
    with time_machine.travel(old.not_after - timedelta(days=30), tick=True):
        dao = at_screen(school.dao)
        assert dao.post(f"{KEYS}{dao_key.pk}/renew/", {"pin": "999111"}).status_code == 422
        assert dao.post(f"{KEYS}{dao_key.pk}/renew/", {"pin": PIN}).status_code == 302
        assert "ends on" not in dao.get("/").content.decode()
        new = dao_key.keys.get(revoked_at=None)
        assert new.not_after > old.not_after
        assert serial_of(old) in revoked_serials()
    assert Event.objects.filter(kind="key_renewed").count() == 1


def test_an_ended_key_needs_the_board_again(
    school: School, dao_key: Registration, at_screen: AtScreen
):
    end = dao_key.keys.get().not_after
    with time_machine.travel(end + timedelta(days=1), tick=True):
        dao = at_screen(school.dao)
        assert "has ended" in dao.get("/").content.decode()
        answer = dao.post(f"{KEYS}{dao_key.pk}/make/", {"new_pin": NEW, "new_pin_again": NEW})
        assert answer.status_code == 422
        assert SigningKey.objects.count() == 1
        with pytest.raises(signing.NoKey):
            signing.open_pen(school.dao, PIN)


def test_the_board_finds_who_cannot_sign(
    school: School, dao_key: Registration, at_screen: AtScreen
):
    van = at_screen(school.van)
    without = van.get(f"{ALL}?show=without").content.decode()
    assert school.hoa.full_name in without
    assert school.dao.full_name not in without
    assert school.dao.full_name in van.get(ALL).content.decode()
    assert school.dao.full_name not in van.get(f"{ALL}?show=ending").content.decode()
    with time_machine.travel(dao_key.keys.get().not_after - timedelta(days=10), tick=True):
        soon = at_screen(school.van).get(f"{ALL}?show=ending").content.decode()
        assert school.dao.full_name in soon


def test_a_picture_prints_with_the_signature_and_can_be_taken_away(
    school: School, dao_key: Registration, at_screen: AtScreen
):
    dao = at_screen(school.dao)
    assert dao.get(f"{KEYS}picture.png").status_code == 404
    assert dao.post(f"{KEYS}picture/", {"file": signature_on_paper()}).status_code == 302
    shown = dao.get(f"{KEYS}picture.png")
    image = Image.open(io.BytesIO(shown.content))
    assert image.mode == "RGBA"
    assert image.getpixel((0, 0))[:3] == (0x1B, 0x2F, 0xA0)
    plan = plan_of(school, school.dao)
    sign(Step.SUBMIT, plan.approval, school.dao)
    paper = archive.read(plan.approval.files.get().sha256)
    kept = KeptPicture.objects.get()
    assert bytes(kept.ink) in paper
    assert at_screen(school.hoa).get(f"{KEYS}picture.png").status_code == 404
    dao.post(f"{KEYS}picture/", {"remove": "1"})
    assert dao.get(f"{KEYS}picture.png").status_code == 404
    assert Event.objects.filter(kind="picture_changed").count() == 2


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"0" * 99])
def test_a_bad_picture_is_told(school: School, at_screen: AtScreen, content: bytes):
    file = SimpleUploadedFile("x.png", content, "image/png")
    answer = at_screen(school.dao).post(f"{KEYS}picture/", {"file": file})
    assert answer.status_code == 422
    assert not KeptPicture.objects.exists()


def test_the_seals_picture_is_the_boards_to_change(school: School, at_screen: AtScreen):
    thu = at_screen(school.thu)
    assert thu.post(f"{ALL}seal/", {"file": signature_on_paper()}).status_code == 302
    image = Image.open(io.BytesIO(thu.get(f"{ALL}seal.png").content))
    assert image.getpixel((0, 0))[:3] == (0xD6, 0x1A, 0x1A)
    assert signing.picture_of(school.van, is_seal=True)
    assert signing.picture_of(school.van) is None
    assert at_screen(school.dao).post(f"{ALL}seal/", {"remove": "1"}).status_code == 403


def test_the_trail_tells_of_keys_by_ids_and_the_audit_page_finds_them(
    school: School, dao_key: Registration, at_screen: AtScreen
):
    event = Event.objects.get(kind="key_made")
    assert story.details(event) == {
        "owner": school.dao.pk,
        "registrar": school.thu.pk,
        "registration": dao_key.pk,
        "backend": "own",
        "is_seal": False,
        "fingerprint": dao_key.keys.get().fingerprint,
    }
    for told in Event.objects.filter(approval=None):
        assert "Đào" not in told.body
    page = at_screen(school.thu).get("/audit/?what=key_registered").content.decode()
    assert "cô Đào" in page


def test_a_pin_is_not_carried_through_a_session_that_ended(school: School, leave: Registration):
    form = {"new_pin": PIN, "new_pin_again": PIN, "pin": PIN, "code": PIN}
    answer = at_known_machine().post(f"{KEYS}{leave.pk}/make/", form)
    assert answer.status_code == 401
    assert PIN not in answer.content.decode()


def test_every_address_of_keys_asks_who_it_is(dao_key: Registration):
    for path in (KEYS, f"{KEYS}picture.png", *board_pages(dao_key)):
        answer = Client().get(path)
        assert answer.status_code == 302
        assert urlsplit(answer.url).path == "/sign-in/"
