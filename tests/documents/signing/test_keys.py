"""Does a key open for its owner's PIN alone, and does every wrong try count?"""

import copy
import hashlib
import pickle
import threading
from datetime import timedelta

import pytest
import time_machine
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import connection, transaction
from django.utils import timezone

from documents import signing
from documents.signing import SigningKey
from tests.documents.signing.conftest import PIN
from workflows.models import Notice

WRONG = "915482"


@pytest.fixture
def dao(people):
    signing.issue(people.dao, PIN)
    return people.dao


def wrong(staff, times=1):
    for _ in range(times):
        with pytest.raises((signing.WrongPin, signing.KeyLocked)):
            signing.open_key(staff, WRONG)


def test_the_right_pin_opens_the_key(dao):
    key = signing.open_key(dao, PIN)
    assert bytes(dao.signing_keys.get().certificate) == key.certificate


def test_a_wrong_pin_is_counted_and_a_right_one_clears_the_count(dao):
    with pytest.raises(signing.WrongPin) as refusal:
        signing.open_key(dao, WRONG)
    assert refusal.value.tries_left == 4
    assert dao.signing_keys.get().wrong_tries == 1

    signing.open_key(dao, PIN)
    assert dao.signing_keys.get().wrong_tries == 0


def test_the_fifth_wrong_pin_locks_and_the_owner_is_told(dao):
    wrong(dao, 4)
    assert not Notice.objects.exists()
    with pytest.raises(signing.KeyLocked) as refusal:
        signing.open_key(dao, WRONG)

    assert refusal.value.until - timezone.now() > timedelta(minutes=14)
    assert Notice.objects.filter(recipient=dao).count() == 1


def test_a_locked_key_refuses_even_the_right_pin_until_the_time_is_over(dao):
    wrong(dao, 5)
    with pytest.raises(signing.KeyLocked):
        signing.open_key(dao, PIN)

    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        signing.open_key(dao, PIN)
    signing.open_key(dao, PIN)


def test_after_a_lock_the_count_starts_again(dao):
    wrong(dao, 5)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        with pytest.raises(signing.WrongPin) as refusal:
            signing.open_key(dao, WRONG)
        assert refusal.value.tries_left == 4


def test_four_wrong_ones_and_then_the_right_one_open(dao):
    wrong(dao, 4)
    signing.open_key(dao, PIN)
    assert dao.signing_keys.get().locked_until is None


@pytest.mark.usefixtures("real_commits")
def test_tries_made_at_the_same_moment_are_all_counted(dao):
    start, answers = threading.Barrier(8), []

    def attempt():
        start.wait()
        try:
            signing.open_key(dao, WRONG)
        except signing.WrongPin as refusal:
            answers.append(refusal.tries_left)
        except signing.KeyLocked:
            answers.append("locked")
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers, key=str) == [1, 2, 3, 4, "locked", "locked", "locked", "locked"]


@pytest.mark.usefixtures("real_commits")
def test_a_count_cannot_be_rolled_back(dao):
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        signing.open_key(dao, WRONG)


def test_a_stolen_database_opens_no_key_without_the_pepper(dao, settings):
    settings.SOKY_PEPPER = "what a thief guesses"
    with pytest.raises(signing.WrongPin):
        signing.open_key(dao, PIN)


def test_a_key_copied_into_another_persons_row_does_not_open_there(dao, people):
    signing.issue(people.uong, "736251")
    stolen = SigningKey.objects.get(staff=dao)
    SigningKey.objects.filter(staff=people.uong).update(
        sealed=bytes(stolen.sealed), certificate=bytes(stolen.certificate)
    )
    with pytest.raises(signing.WrongPin):
        signing.open_key(people.uong, PIN)


def test_without_a_key_or_with_an_expired_or_revoked_one_nothing_opens(dao, people):
    with pytest.raises(signing.NoKey):
        signing.open_key(people.uong, PIN)
    with time_machine.travel(timezone.now() + timedelta(days=731)), pytest.raises(signing.NoKey):
        signing.open_key(dao, PIN)
    signing.revoke(dao)
    with pytest.raises(signing.NoKey):
        signing.open_key(dao, PIN)


def test_a_person_has_one_living_key(dao):
    with pytest.raises(signing.HasKey):
        signing.issue(dao, "736251")

    signing.revoke(dao)
    signing.issue(dao, "736251")
    signing.open_key(dao, "736251")
    assert dao.signing_keys.count() == 2


def test_an_expired_key_makes_room_for_the_next(dao):
    with time_machine.travel(timezone.now() + timedelta(days=731)):
        signing.issue(dao, "736251")
        signing.open_key(dao, "736251")


def test_either_everybody_gets_a_key_or_nobody(dao, people):
    with pytest.raises(signing.HasKey):
        signing.issue_many([(people.uong, PIN), (dao, PIN)])
    assert not people.uong.signing_keys.exists()


def test_a_changed_pin_opens_and_the_old_one_does_not(dao):
    signing.change_pin(dao, PIN, "736251")

    signing.open_key(dao, "736251")
    with pytest.raises(signing.WrongPin):
        signing.open_key(dao, PIN)


def test_changing_the_pin_takes_the_old_one_and_a_good_new_one(dao):
    with pytest.raises(signing.PoorPin):
        signing.change_pin(dao, PIN, "111111")
    with pytest.raises(signing.WrongPin):
        signing.change_pin(dao, WRONG, "736251")
    assert dao.signing_keys.get().wrong_tries == 1


def test_a_key_of_rsa_opens_like_any_other(people, settings):
    settings.SOKY_KEY_KIND = "rsa-3072"
    row = signing.issue(people.dao, PIN)

    public = x509.load_der_x509_certificate(bytes(row.certificate)).public_key()
    assert public.key_size == 3072
    assert signing.open_key(people.dao, PIN).certificate == bytes(row.certificate)
    with pytest.raises(signing.WrongPin):
        signing.open_key(people.dao, WRONG)


def test_what_a_key_is_made_of_is_said_by_the_settings_or_when_it_is_issued(people):
    for person, kind, size in (
        (people.dao, None, 256),
        (people.uong, signing.KeyKind.P256, 256),
        (people.anh, signing.KeyKind.RSA3072, 3072),
    ):
        row = signing.issue(person, PIN, kind)
        public = x509.load_der_x509_certificate(bytes(row.certificate)).public_key()
        assert public.key_size == size


def test_a_renewed_key_opens_with_the_same_pin_and_the_old_one_is_revoked(dao):
    old = dao.signing_keys.get()
    new = signing.renew(dao, PIN)

    assert signing.open_key(dao, PIN).certificate == bytes(new.certificate)
    old.refresh_from_db()
    assert old.revoked_at is not None
    assert new.fingerprint != old.fingerprint
    key = signing.open_key(dao, PIN)
    old_public = x509.load_der_x509_certificate(bytes(old.certificate)).public_key()
    with pytest.raises(InvalidSignature):
        old_public.verify(
            key.sign_hashes([hashlib.sha256(b"a paper").digest()])[0],
            b"a paper",
            ec.ECDSA(hashes.SHA256()),
        )


def test_only_the_owner_renews(dao, people):
    with pytest.raises(signing.WrongPin):
        signing.renew(dao, WRONG)
    assert dao.signing_keys.get().wrong_tries == 1
    assert dao.signing_keys.get().revoked_at is None
    with pytest.raises(signing.NoKey):
        signing.renew(people.uong, PIN)


@pytest.mark.usefixtures("real_commits")
def test_renewals_at_the_same_moment_leave_one_living_key(dao):
    start = threading.Barrier(2)

    def attempt():
        start.wait()
        try:
            signing.renew(dao, PIN)
        except signing.HasKey:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert SigningKey.objects.live().filter(staff=dao).count() == 1
    signing.open_key(dao, PIN)


def test_an_open_key_is_neither_shown_nor_stored_nor_copied(dao):
    key = signing.open_key(dao, PIN)

    assert repr(key) == str(key) == f"{key}" == "<OpenKey>"
    for leave in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="memory"):
            leave(key)
    assert not hasattr(key, "__dict__")


def test_no_pin_is_kept_anywhere(dao, school_home):
    row = SigningKey.objects.values().get(staff=dao)
    assert PIN not in repr(row)
    assert b"PRIVATE" not in bytes(row["sealed"])


def test_refusals_are_sentences(dao):
    assert str(signing.WrongPin(1))
    assert str(signing.NoKey())
    assert ":" in str(signing.KeyLocked(timezone.now()))
