"""Does a pen at a remote service wait for its owner, as long as it may and no longer?"""

import pytest

from documents.signing.backends import remote
from tests.documents.signing.backends.phone import Phone
from tests.documents.signing.backends.verifying import HASHES, all_signed
from tests.refused import refused


class Clock:
    """Only sleeping takes time."""

    now = 0.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr(remote, "_PAUSE", 0.01)


@pytest.fixture
def pen_at(pki):
    def pen_at(phone):
        return remote.RemotePen(
            phone,
            certificate=pki.der("teacher"),
            chain=pki.chain("teacher"),
            description="4 kế hoạch bài dạy",
        )

    return pen_at


def test_it_waits_until_the_owner_has_confirmed_each_part(pki, pen_at):
    phone = Phone(pki.private_key("teacher"), rings=4)
    pen = pen_at(phone)

    assert all_signed(pen, pen.sign_hashes(HASHES))
    assert phone.looks == 5
    assert phone.shown == [["4 kế hoạch bài dạy"] * 3, ["4 kế hoạch bài dạy"]]


def test_who_never_confirms_is_not_waited_for(pki, pen_at, settings, monkeypatch):
    settings.SOKY_REMOTE_SECONDS = 2
    clock = Clock()
    monkeypatch.setattr(remote, "time", clock)
    phone = Phone(pki.private_key("teacher"), rings=None)
    with refused("not_confirmed_in_time"):
        pen_at(phone).sign_hashes(HASHES)
    assert 1.9 < clock.now <= 2
    assert phone.looks == round(clock.now / remote._PAUSE) + 1


def test_a_part_that_is_declined_leaves_nothing(pki, pen_at):
    phone = Phone(pki.private_key("teacher"), rings=0)
    phone.declined_from = 2
    with refused("declined"):
        pen_at(phone).sign_hashes(HASHES)


def test_a_phone_with_another_key_is_not_believed(pki, pen_at):
    with refused("made_signature_wrong"):
        pen_at(Phone(pki.private_key("leader"), rings=0)).sign_hashes(HASHES)


def test_for_nothing_nobody_is_asked(pki, pen_at):
    phone = Phone(pki.private_key("teacher"), rings=0)
    assert pen_at(phone).sign_hashes([]) == []
    assert not phone.shown
