"""Does only a registered key sign, wherever it lies, and is nobody his own registrar?"""

import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from documents import archive, signing
from documents.document import Sitting
from documents.models import KeptPicture, Registration, SigningKey
from documents.signing import anchors, certificates, keys, opening, registrar
from documents.signing.backends import pkcs11 as token_backend
from documents.signing.examination import examine
from documents.signing.kept_pictures import keep_picture
from documents.signing.picture import Picture
from documents.stages import Stage
from people.duties import Capacity, Post, Roster
from people.models import Assignment, Duty
from tests.documents.records.plans import plan_of, step_url
from tests.documents.signing.backends import softhsm
from tests.pki.remote_signing import CODE, TOKEN, credential, remote_signing
from tests.refused import refused
from tests.school import School, give_keys
from workflows import bulk, bulk_worker, story
from workflows.loaded import StepRequest
from workflows.models import Event, Notice
from workflows.pens import open_pens
from workflows.perform import perform
from workflows.permissions import Seat
from workflows.refusals import Incomplete
from workflows.states import Step

pytestmark = pytest.mark.both_databases

PIN, WRONG = softhsm.PIN, "915482"
THUMB = "gv-huong"


@pytest.fixture(autouse=True)
def first_day_of_school(monday):
    """The school's Monday is the day here, too."""


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def trust(settings, school_home, pki):
    settings.SOKY_TRUST = school_home / "trust"
    settings.SOKY_TRUST.mkdir()
    root = pki.root.public_bytes(serialization.Encoding.PEM)
    (settings.SOKY_TRUST / "root.crt").write_bytes(root)


@pytest.fixture
def school(school: School) -> School:
    """Đào has the name that the little PKI certifies as its teacher's."""
    school.dao.full_name = "Nguyễn Thị Hường"
    school.dao.save()
    return school


@pytest.fixture
def presented(pki):
    def presented(name="teacher"):
        found = [pki.der(name), *pki.chain(name)]
        return certificates.read("".join(map(pem, found)).encode())

    return presented


@pytest.fixture
def token(school, tmp_path, settings, monkeypatch, pki, presented):
    """Đào's key lies on a token at the server."""
    settings.SOKY_PKCS11_LIBRARY = softhsm.library()
    tokens = softhsm.Tokens(tmp_path)
    monkeypatch.setenv("SOFTHSM2_CONF", str(tokens.configuration))
    tokens.plug_in(THUMB)
    tokens.put(pki.private_key("teacher"), "teacher", THUMB)
    new = leave(school.dao, backend="pkcs11", reference=THUMB, label="teacher")
    return signing.register(new, school.van, presented())


@pytest.fixture
def service(pki, settings):
    with remote_signing(pki) as service:
        settings.SOKY_CSC_URL, settings.SOKY_CSC_TOKEN = service.url, TOKEN
        settings.SOKY_REMOTE_SECONDS = 60
        yield service


@pytest.fixture
def remote(school, service, presented):
    new = leave(school.dao, backend="csc", reference=credential("teacher"))
    return signing.register(new, school.van, presented())


def pem(der):
    certificate = x509.load_der_x509_certificate(der)
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def leave(staff, **more):
    return Registration(**{"staff": staff, "evidence": "Căn cước, QĐ 15.", **more})


def submit(school, secret=PIN, code="", plan=None):
    plan = plan or plan_of(school, school.dao)
    act = StepRequest(Step.SUBMIT, school.dao)
    perform(act, plan.approval, seen=plan.approval.version, secret=secret, code=code)
    return plan


# Who registers.


def test_nobody_registers_himself_whatever_the_duty(school):
    for person in (school.van, school.thu):
        with refused("own_key"):
            signing.register(leave(person), person)
    assert not Registration.objects.exists()


def test_the_database_refuses_it_as_well(school):
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(staff=school.van, registered_by=school.van, evidence="x")
    made = Registration.objects.create(staff=school.dao, registered_by=school.van, evidence="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=made.pk).update(registered_by=school.dao)


@pytest.mark.parametrize("name", ["dao", "hoa", "minh", "ngoc"])
def test_without_the_duty_nobody_registers(school, name):
    with refused("may_not_register_keys"):
        signing.register(leave(school.nam), getattr(school, name))


def test_a_substitute_does_not_register_and_a_duty_that_has_ended_is_none(school):
    school.substitution(school.thu, school.minh)
    with pytest.raises(signing.NotRegistered):
        signing.register(leave(school.dao), school.minh)
    Assignment.objects.filter(staff=school.van).update(ends_on=timezone.localdate())
    with (
        time_machine.travel(timezone.now() + timedelta(days=1)),
        pytest.raises(signing.NotRegistered),
    ):
        signing.register(leave(school.dao), school.van)


def test_one_living_registration_a_person_and_none_without_evidence(school):
    signing.register(leave(school.dao), school.van)
    with refused("key_registered_already"):
        signing.register(leave(school.dao), school.thu)
    with refused("evidence_missing"):
        signing.register(leave(school.hoa, evidence="  "), school.van)
    with pytest.raises(IntegrityError), transaction.atomic():
        leave(school.dao, registered_by=school.van).save()


def test_who_left_gets_no_key(school):
    school.dao.is_active = False
    school.dao.save()
    with refused("works_here_no_longer"):
        signing.register(leave(school.dao), school.van)


# The leave to make a key.


def test_a_key_without_a_registration_signs_no_record(school):
    signing.issue(school.dao, PIN)
    with refused("no_key"):
        submit(school)


def test_a_key_made_beside_the_registration_is_not_the_registered_one(school):
    signing.issue(school.dao, PIN)
    signing.register(leave(school.dao), school.van)
    with refused("no_key"):
        submit(school)


def test_a_leave_that_was_ended_makes_no_key(school):
    row = signing.register(leave(school.dao), school.van)
    registrar.end(row, school.van, "Nhầm người")
    with pytest.raises(signing.NoKey):
        keys.make(row, PIN)
    assert not SigningKey.objects.exists()


def test_a_leave_for_a_token_makes_no_key_here(token):
    with pytest.raises(signing.NoKey):
        keys.make(token, PIN)


def test_ending_twice_is_told_once(school):
    give_keys(school, [school.dao], PIN)
    row = school.dao.registrations.get()
    for _twice in range(2):
        registrar.end(row, school.van, "Mất điện thoại")
    row.refresh_from_db()
    assert (row.ended_by, row.reason) == (school.van, "Mất điện thoại")
    assert Event.objects.filter(kind="key_revoked").count() == 1
    assert Notice.objects.filter(sentence__contains="Mất điện thoại").count() == 1


@pytest.mark.usefixtures("real_commits")
def test_a_key_made_in_two_tabs_at_the_same_moment_is_one(school):
    row, start, made = signing.register(leave(school.dao), school.van), threading.Barrier(2), []

    def attempt():
        start.wait()
        try:
            made.append(keys.make(row, PIN))
        except signing.HasKey:
            pass
        finally:
            transaction.get_connection().close()

    threads = [threading.Thread(target=attempt) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert SigningKey.objects.count() == 1


def test_a_key_renewed_after_its_registration_ended_does_not_come_back(school, monkeypatch):
    give_keys(school, [school.dao], PIN)
    row = school.dao.registrations.get()
    opened = keys._opened

    def opened_and_meanwhile_ended(owner, pin):
        found = opened(owner, pin)
        registrar.end(row, school.van, "Vừa lúc ấy")
        return found

    monkeypatch.setattr(keys, "_opened", opened_and_meanwhile_ended)
    with pytest.raises(signing.NoKey):
        signing.renew(row, PIN)
    assert not SigningKey.objects.filter(revoked_at=None).exists()


# Certificates that are handed in.


def test_a_certificate_with_its_chain_is_read_in_any_order(pki):
    found = [pki.der("teacher"), *pki.chain("teacher")]
    for order in (found, found[::-1]):
        read = certificates.read("".join(map(pem, order)).encode())
        assert read.der == pki.der("teacher")
        assert len(read.authorities) == 2
    assert certificates.read(pki.der("teacher")).authorities == ()


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"-----BEGIN CERTIFICATE-----\nzzzz", b"\x30\x82"]
)
def test_what_is_no_certificate_is_told(data):
    with refused("no_certificate"):
        certificates.read(data)


def test_two_peoples_certificates_or_an_authoritys_alone_are_refused(pki):
    for names in (("teacher", "leader"), ("school",)):
        with refused("not_one_certificate"):
            certificates.read("".join(pem(pki.der(name)) for name in names).encode())


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("expired", "certificate_expired"),
        ("revoked", "certificate_revoked"),
        ("outsider", "certificate_not_trusted"),
    ],
)
def test_a_certificate_that_does_not_hold_is_not_registered(school, presented, name, code):
    with refused(code):
        signing.register(leave(school.dao, backend="elsewhere"), school.van, presented(name))
    assert not Registration.objects.exists()


def test_a_weak_or_foreign_kind_of_key_is_not_registered(school, pki):
    curve = ec.generate_private_key(ec.SECP521R1())
    now, name = timezone.now(), x509.Name([])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(curve.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(curve, hashes.SHA256())
    )
    with refused("kind_of_key_unknown"):
        certificates.insist(certificates.Presented(certificate), now)


def test_a_certificate_of_a_key_kept_here_is_registered_for_nobody_else(school):
    give_keys(school, [school.dao], PIN)
    stolen = certificates.read(bytes(SigningKey.objects.get().certificate))
    with refused("certificate_of_key_here"):
        signing.register(leave(school.hoa, backend="elsewhere"), school.van, stolen)


def test_one_certificate_is_one_persons_for_good(school, presented):
    row = signing.register(leave(school.dao, backend="elsewhere"), school.van, presented())
    for _living_and_ended in range(2):
        with refused("certificate_of_another"):
            signing.register(leave(school.hoa, backend="elsewhere"), school.van, presented())
        registrar.end(row, school.van, "Thôi việc")
    signing.register(leave(school.dao, backend="elsewhere"), school.van, presented())


def test_another_name_in_the_certificate_is_noticed(school, presented):
    assert not registrar.has_another_name(leave(school.dao), presented())
    assert registrar.has_another_name(leave(school.hoa), presented())


def test_a_key_elsewhere_says_how_to_sign_with_it(school, presented):
    signing.register(leave(school.dao, backend="elsewhere"), school.van, presented())
    with refused("key_is_elsewhere"):
        submit(school)


# Tokens.


def test_a_key_on_a_token_signs_a_plan(school, token):
    plan = submit(school)
    file = plan.approval.files.get()
    assert file.fingerprint == token.fingerprint
    found = examine(archive.read(file.sha256), anchors.trust())
    assert found.signatures[0].signer == "Nguyễn Thị Hường"
    assert found.signatures[0].holds
    assert told(plan)["backend"] == "pkcs11"


def told(plan):
    return story.details(Event.objects.get(kind="submit", approval=plan.approval))


def test_after_the_work_the_token_is_free_also_after_a_failure(school, token, monkeypatch):
    submit(school)
    assert not busy()
    with refused("token_wrong_pin"):
        submit(school, WRONG)
    assert not busy()

    def breaks(*_arguments):
        raise ZeroDivisionError

    monkeypatch.setattr("documents.document.signing.sign_many", breaks)
    with pytest.raises(ZeroDivisionError):
        submit(school)
    assert not busy()


def busy():
    return token_backend._loaded(softhsm.library())._in_use


@pytest.mark.usefixtures("real_commits")
def test_a_run_gives_its_token_back_and_many_are_signed_with_one_pin(school, token):
    plans = [plan_of(school, school.dao, lesson=f"Bài {number}") for number in range(3)]
    pens = open_pens(["lesson_plan"], school.dao, PIN, Step.SUBMIT)
    assert busy()
    chosen = [(plan.approval, plan.approval.version) for plan in plans]
    run = bulk.open_run(StepRequest(Step.SUBMIT, school.dao), chosen, key="0" * 32)
    bulk_worker.start_once(run, pens)
    [one.join() for one in threading.enumerate() if one.name == f"run-{run.pk}"]
    assert {item.outcome for item in run.items.all()} == {"done"}
    assert not busy()


def test_a_run_that_somebody_is_at_gives_the_token_back_at_once(school, token):
    plan = plan_of(school, school.dao)
    run = bulk.open_run(
        StepRequest(Step.SUBMIT, school.dao), [(plan.approval, plan.approval.version)], key="1" * 32
    )
    type(run).objects.filter(pk=run.pk).update(touched_at=timezone.now())
    bulk_worker.start_once(run, open_pens(["lesson_plan"], school.dao, PIN, Step.SUBMIT))
    assert not busy()


def test_wrong_pins_at_a_token_lock_it_here_before_it_locks_itself(school, token):
    for _attempt in range(4):
        with refused("token_wrong_pin"):
            submit(school, WRONG)
    with refused("key_locked"):
        submit(school, WRONG)
    with refused("key_locked"):
        submit(school, PIN)
    assert Notice.objects.filter(recipient=school.van, sentence__contains="locked").exists()
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=True):
        submit(school)
    token.refresh_from_db()
    assert (token.wrong_tries, token.locked_until) == (0, None)


@pytest.mark.usefixtures("real_commits")
def test_a_try_at_a_token_cannot_be_rolled_back(school, token):
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        signing.open_pen(school.dao, WRONG)


def test_a_token_that_is_not_plugged_in_costs_no_try(school, token, settings):
    Registration.objects.filter(pk=token.pk).update(reference="rút ra rồi")
    for _attempt in range(7):
        with refused("no_such_token"):
            submit(school)
    token.refresh_from_db()
    assert (token.wrong_tries, token.locked_until) == (0, None)


def test_somebody_elses_token_does_not_sign_for_me(school, token, presented):
    """Hoa's certificate, and the name of Đào's token and key: the key there is not hers."""
    new = leave(school.hoa, backend="pkcs11", reference=THUMB, label="teacher")
    signing.register(new, school.van, presented("leader"))
    with refused("token_other_key"):
        signing.open_pen(school.hoa, PIN)


# Remote services.


def test_a_key_at_a_service_signs_a_plan(school, remote, service):
    assert remote.secrets == {"pin"}
    plan = submit(school)
    assert told(plan)["backend"] == "csc"
    assert plan.approval.files.get().fingerprint == remote.fingerprint
    remote.refresh_from_db()
    assert remote.wrong_tries == 0


def test_a_service_that_wants_a_code_is_asked_at_the_registration(
    school, service, presented, settings
):
    service.demands = ("PIN", "OTP")
    new = leave(school.dao, backend="csc", reference=credential("teacher"))
    row = signing.register(new, school.van, presented())
    assert row.secrets == {"pin", "code"}
    with pytest.raises(Incomplete):
        submit(school, secret="", code=CODE)
    submit(school, code=CODE)
    assert service.asked_for("credentials/authorize")[-1]["OTP"] == CODE


def test_the_page_asks_for_the_code_where_one_is_wanted_and_passes_it_on(
    school, service, presented, client
):
    service.demands = ("PIN", "OTP")
    new = leave(school.dao, backend="csc", reference=credential("teacher"))
    signing.register(new, school.van, presented())
    plan = plan_of(school, school.dao)
    client.force_login(school.dao, "people.accounts.backend.StaffBackend")
    assert 'name="code"' in client.get(plan.get_absolute_url()).content.decode()
    form = {"seen": plan.approval.version, "key": "k", "pin": PIN, "code": CODE}
    assert client.post(step_url(plan.approval, Step.SUBMIT), form).status_code == 302
    assert plan.approval.files.count() == 1

    give_keys(school, [school.hoa], PIN)
    client.force_login(school.hoa, "people.accounts.backend.StaffBackend")
    page = client.get(plan.get_absolute_url()).content.decode()
    assert 'name="pin"' in page
    assert 'name="code"' not in page


def test_a_service_that_asks_its_owner_by_itself_wants_nothing_here(school, service, presented):
    service.mode, service.demands = "implicit", ()
    new = leave(school.dao, backend="csc", reference=credential("teacher"))
    assert signing.register(new, school.van, presented()).secrets == frozenset()
    submit(school, secret="")


def test_the_certificate_must_be_the_one_of_the_credential(school, service, presented):
    new = leave(school.dao, backend="csc", reference=credential("teacher"))
    with refused("service_other_certificate"):
        signing.register(new, school.van, presented("leader"))


def test_wrong_pins_at_a_service_are_counted_and_lock(school, remote, service):
    for _attempt in range(4):
        with refused("service_invalid_pin"):
            submit(school, WRONG)
    with refused("key_locked"):
        submit(school, WRONG)
    asked = len(service.asked_for("credentials/authorize"))
    with refused("key_locked"):
        submit(school, PIN)
    assert len(service.asked_for("credentials/authorize")) == asked == 5


def test_a_wrong_pin_goes_out_once_however_many_records_wait(school, remote, service):
    pen = signing.open_pen(school.dao, WRONG)
    for _chunk in range(3):
        with refused("service_invalid_pin"):
            pen.sign_hashes([b"0" * 32])
    assert len(service.asked_for("credentials/authorize")) == 1
    remote.refresh_from_db()
    assert remote.wrong_tries == 1


def test_a_service_that_is_down_costs_no_try(school, remote, service, settings):
    settings.SOKY_CSC_URL = "http://127.0.0.1:9"
    for _attempt in range(6):
        with refused("service_silent"):
            submit(school)
    remote.refresh_from_db()
    assert (remote.wrong_tries, remote.locked_until) == (0, None)


def test_what_fails_after_the_pin_proved_right_is_no_wrong_pin(school, remote, service):
    service.demands = ("PIN", "OTP")
    pen = signing.open_pen(school.dao, PIN, CODE)
    pen.sign_hashes([b"0" * 32])
    with refused("service_wants_code"):
        pen.sign_hashes([b"1" * 32])
    remote.refresh_from_db()
    assert remote.wrong_tries == 0


# The seal.


@pytest.fixture
def seal(school):
    row = signing.register(leave(school.van, is_seal=True), school.thu)
    keys.make(row, PIN)
    return row


def test_the_seal_is_registered_for_the_clerk_alone_and_not_by_herself(school):
    with refused("seal_only_for_clerk"):
        signing.register(leave(school.dao, is_seal=True), school.van)
    with refused("own_key"):
        signing.register(leave(school.van, is_seal=True), school.van)


def test_the_seal_is_certified_as_the_school_and_opens_for_issuing_alone(school, seal, settings):
    with signing.open_pen(school.van, PIN, is_seal=True) as pen:
        assert signing.name_in(pen.certificate) == settings.SOKY_SCHOOL
    with pytest.raises(signing.NoKey):
        signing.open_pen(school.van, PIN)
    give_keys(school, [school.van], "736251")
    assert signing.name_in(signing.open_pen(school.van, "736251").certificate) != (
        settings.SOKY_SCHOOL
    )
    with pytest.raises(opening.NoSeal):
        signing.open_pen(school.dao, PIN, is_seal=True)


def test_at_issuing_a_document_takes_the_seal_and_its_picture(school, seal):
    keep_picture(Picture(1, 1, b"x"), school.thu, is_seal=True)
    plan, person = plan_of(school, school.dao), Capacity(school.van.pk)
    with plan.open_pen(school.van, PIN, Step.ISSUE) as pen:
        desk = SimpleNamespace(name="clerk", step=Step.ISSUE)
        task = SimpleNamespace(flow_task=desk, owner_permission=str(Post(Duty.CLERK)))
        made = plan.request(Stage(b""), Seat(person, task), Sitting(pen, Roster(), "Tân Tập"))
    assert made.order.stamp.is_seal
    assert made.order.stamp.picture == Picture(1, 1, b"x")
    with refused("no_key"):
        plan.open_pen(school.van, PIN, Step.SIGN)


# Pictures.


def test_one_picture_a_person_and_one_of_the_seal(school):
    ink = Picture(1, 1, b"x")
    for person in (school.dao, school.dao, school.hoa):
        keep_picture(ink, person)
    keep_picture(ink, school.van, is_seal=True)
    keep_picture(Picture(2, 1, b"y"), school.thu, is_seal=True)
    assert KeptPicture.objects.count() == 3
    assert signing.picture_of(school.dao, is_seal=True).width == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        KeptPicture.objects.create(is_seal=True, width=1, height=1, ink=b"")
    with pytest.raises(IntegrityError), transaction.atomic():
        KeptPicture.objects.create(staff=school.nam, is_seal=True, width=1, height=1, ink=b"")
