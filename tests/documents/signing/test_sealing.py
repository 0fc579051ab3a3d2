"""Does a PIN open what it sealed, and does nothing else?"""

import pytest

from config import settings as product
from documents.signing import sealing

SECRET = b"a private key"


def test_the_pin_opens_what_it_sealed():
    sealed = sealing.seal(SECRET, "482915", b"1:ab")

    assert SECRET not in sealed
    assert sealing.unseal(sealed, "482915", b"1:ab") == SECRET


def test_the_same_secret_is_never_sealed_the_same_way_twice():
    assert sealing.seal(SECRET, "482915", b"") != sealing.seal(SECRET, "482915", b"")


@pytest.mark.parametrize(("pin", "purpose"), [("482916", b"1:ab"), ("482915", b"2:ab")])
def test_another_pin_or_another_owner_opens_nothing(pin, purpose):
    sealed = sealing.seal(SECRET, "482915", b"1:ab")
    with pytest.raises(sealing.NotOpened):
        sealing.unseal(sealed, pin, purpose)


def test_a_stolen_database_is_useless_without_the_pepper(settings):
    sealed = sealing.seal(SECRET, "482915", b"")
    settings.SOKY_PEPPER = "what a thief guesses"
    with pytest.raises(sealing.NotOpened):
        sealing.unseal(sealed, "482915", b"")


def test_every_changed_byte_is_noticed():
    sealed = sealing.seal(SECRET, "482915", b"")
    for place in range(10, len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(sealing.NotOpened):
            sealing.unseal(changed, "482915", b"")


def test_older_seals_open_after_the_settings_became_stronger(settings):
    sealed = sealing.seal(SECRET, "482915", b"")
    settings.SOKY_PIN_MEMORY_KIB, settings.SOKY_PIN_PASSES = 128, 2
    assert sealing.unseal(sealed, "482915", b"") == SECRET


def test_at_the_cost_of_the_product_a_try_takes_what_rfc_9106_recommends(settings):
    """Everywhere else PINs are cheap; here once in earnest: 64 MiB, three passes."""
    cost = product.SOKY_PIN_MEMORY_KIB, product.SOKY_PIN_PASSES
    assert cost >= (64 * 1024, 3)
    settings.SOKY_PIN_MEMORY_KIB, settings.SOKY_PIN_PASSES = cost
    sealed = sealing.seal(SECRET, "482915", b"1:ab")

    settings.SOKY_PIN_MEMORY_KIB, settings.SOKY_PIN_PASSES = 64, 1
    assert sealing._HEADER.unpack_from(sealed)[1:3] == cost
    assert sealing.unseal(sealed, "482915", b"1:ab") == SECRET
    with pytest.raises(sealing.NotOpened):
        sealing.unseal(sealed, "482916", b"1:ab")


@pytest.mark.parametrize("pin", ["482915", "190875", "000001", "123457", "482915482916"])
def test_an_ordinary_pin_is_taken(pin):
    sealing.check_pin(pin)


@pytest.mark.parametrize(
    "pin",
    [
        *("", "12345", "1234567890123", "12345a", "482 915", "४८२९१५"),
        *("000000", "777777", "123456", "456789", "890123", "654321", "987654321"),
        *("121212", "123123", "909090"),
    ],
)
def test_a_poor_pin_is_refused(pin):
    with pytest.raises(sealing.PoorPin):
        sealing.check_pin(pin)
