"""Whose signing key is whose, and what it takes to open one: one person, one key, one PIN."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NoReturn

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_variables

from documents.signing import authority, sealing
from documents.signing.backends import raw
from documents.signing.backends.own_key import OpenKey as OpenKey
from people.models import Staff
from workflows import notices


class KeyKind(StrEnum):
    """What a new key is made of."""

    P256 = "p-256"
    RSA3072 = "rsa-3072"


class NoKey(Exception):
    """This person has no key that is valid today."""

    def __str__(self) -> str:
        return _("You have no valid signing key. Ask the records board for one.")


class HasKey(Exception):
    """This person has a key already; it must be revoked first."""


class WrongPin(Exception):
    """The PIN was wrong; so many tries are left before the key is locked for a while."""

    def __init__(self, tries_left: int) -> None:
        super().__init__(tries_left)
        self.tries_left = tries_left

    def __str__(self) -> str:
        return ngettext(
            "Wrong PIN. %(left)d try left.", "Wrong PIN. %(left)d tries left.", self.tries_left
        ) % {"left": self.tries_left}


class KeyLocked(Exception):
    """Too many wrong PINs: not even the right one opens the key until this moment."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until

    def __str__(self) -> str:
        moment = date_format(timezone.localtime(self.until), "H:i d/m/Y")
        return _("Too many wrong PINs: the key is locked until %s.") % moment


class SigningKeyQuerySet(models.QuerySet["SigningKey"]):
    def live(self) -> "SigningKeyQuerySet":
        """Neither revoked nor expired."""
        return self.filter(revoked_at__isnull=True, not_after__gt=timezone.now())


class SigningKey(models.Model):
    """A person's private key, sealed by a PIN that is kept nowhere, and its certificate."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="signing_keys")
    sealed = models.BinaryField()
    certificate = models.BinaryField(help_text="X.509, DER")
    fingerprint = models.CharField(max_length=64, unique=True, help_text="SHA-256, hexadecimal")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    not_after = models.DateTimeField(gettext_lazy("valid until"))
    revoked_at = models.DateTimeField(gettext_lazy("revoked"), null=True, blank=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    objects = SigningKeyQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("signing key")
        constraints = (
            models.UniqueConstraint(
                fields=("staff",),
                condition=models.Q(revoked_at__isnull=True),
                name="one_live_key_a_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.staff}: {self.fingerprint[:16]}"

    @property
    def purpose(self) -> bytes:
        """What the seal is bound to: a sealed key copied to another row does not open there."""
        return f"{self.staff_id}:{self.fingerprint}".encode()


@sensitive_variables("pin")
def issue(staff: Staff, pin: str, kind: KeyKind | None = None) -> SigningKey:
    """A new key for this person, opened by this PIN. Raises HasKey and sealing.PoorPin.

    What it is made of is said by the settings where it is not said here.
    """
    return _keep([_new_key(staff, pin, kind)])[0]


def issue_many(people: Iterable[tuple[Staff, str]]) -> list[SigningKey]:
    """Keys for many people with their PINs, made on all cores; either all are kept or none."""
    with ThreadPoolExecutor() as pool:
        return _keep(list(pool.map(lambda person: _new_key(*person), people)))


@sensitive_variables("pin")
def renew(staff: Staff, pin: str, kind: KeyKind | None = None) -> SigningKey:
    """A new key and certificate behind the same PIN; the old key is superseded.

    Raises what open_key raises, and HasKey where it was renewed at the same moment.
    """
    _opened(staff, pin)
    new = _new_key(staff, pin, kind)
    with transaction.atomic():
        revoke(staff)
        return _keep([new])[0]


def revoke(staff: Staff) -> None:
    """This person's key opens no more. What was signed with it stays signed.

    So a forgotten PIN is reset: who revokes learns no PIN, its owner has a new key issued.
    """
    SigningKey.objects.filter(staff=staff, revoked_at__isnull=True).update(
        revoked_at=timezone.now()
    )


@sensitive_variables("pin", "old", "new")
def open_key(staff: Staff, pin: str) -> OpenKey:
    """The person's key, ready to sign. Raises NoKey, WrongPin and KeyLocked.

    A try is taken, and committed, before the PIN is looked at: tries made at the same moment
    cannot share one, and nothing that fails later gives it back. Hence it must not be called
    inside a transaction; Django refuses that with a RuntimeError.
    """
    key, pkcs8 = _opened(staff, pin)
    return OpenKey(pkcs8, bytes(key.certificate))


@sensitive_variables("pin", "old", "new")
def change_pin(staff: Staff, old: str, new: str) -> None:
    """From now on the new PIN opens the key. Raises what open_key raises, and sealing.PoorPin."""
    sealing.check_pin(new)
    key, pkcs8 = _opened(staff, old)
    key.sealed = sealing.seal(pkcs8, new, key.purpose)
    key.save(update_fields=["sealed"])


@sensitive_variables("pin", "private", "pkcs8")
def _new_key(staff: Staff, pin: str, kind: KeyKind | None = None) -> SigningKey:
    sealing.check_pin(pin)
    private = _private_key(kind or KeyKind(settings.SOKY_KEY_KIND))
    certificate = authority.certify(
        private.public_key(), full_name=staff.full_name, serial=authority.new_serial(staff.pk)
    )
    key = _row(staff, certificate)
    pkcs8 = private.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    key.sealed = sealing.seal(pkcs8, pin, key.purpose)
    return key


def _private_key(kind: KeyKind) -> raw.PrivateKey:
    if kind == KeyKind.RSA3072:
        return rsa.generate_private_key(public_exponent=65537, key_size=3072)
    return ec.generate_private_key(ec.SECP256R1())


def _row(staff: Staff, certificate: x509.Certificate) -> SigningKey:
    return SigningKey(
        staff=staff,
        certificate=certificate.public_bytes(serialization.Encoding.DER),
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        not_after=certificate.not_valid_after_utc,
    )


def _keep(new: list[SigningKey]) -> list[SigningKey]:
    old = SigningKey.objects.filter(staff__in=[key.staff_id for key in new])
    try:
        with transaction.atomic():
            # An expired key makes room by itself; a living one must be revoked on purpose.
            old.filter(revoked_at__isnull=True, not_after__lte=timezone.now()).update(
                revoked_at=models.F("not_after")
            )
            return SigningKey.objects.bulk_create(new)
    except IntegrityError:
        raise HasKey from None


@sensitive_variables("pin", "old", "new")
def _opened(staff: Staff, pin: str) -> tuple[SigningKey, bytes]:
    key = _take_a_try(staff)
    try:
        pkcs8 = sealing.unseal(bytes(key.sealed), pin, key.purpose)
    except sealing.NotOpened:
        _refuse(key)
    SigningKey.objects.filter(pk=key.pk).update(wrong_tries=0, locked_until=None)
    return key, pkcs8


def _take_a_try(staff: Staff) -> SigningKey:
    """Count first, as if the PIN were wrong; the last try locks the key until it proves right."""
    now = timezone.now()
    with transaction.atomic(durable=True):
        key = SigningKey.objects.live().select_for_update().filter(staff=staff).first()
        if key is None:
            raise NoKey
        if key.locked_until and key.locked_until > now:
            raise KeyLocked(key.locked_until)
        # A lock that has run out has cleared the count.
        key.wrong_tries = 1 if key.locked_until else key.wrong_tries + 1
        is_last = key.wrong_tries >= settings.SOKY_PIN_TRIES
        pause = timedelta(minutes=settings.SOKY_PIN_LOCK_MINUTES)
        key.locked_until = now + pause if is_last else None
        key.save(update_fields=["wrong_tries", "locked_until"])
    return key


def _refuse(key: SigningKey) -> NoReturn:
    if key.locked_until:
        notices.tell_key_locked(key.staff)
        raise KeyLocked(key.locked_until) from None
    raise WrongPin(settings.SOKY_PIN_TRIES - key.wrong_tries) from None
