"""Keys that the school's server keeps: one for each registration, sealed by its owner's PIN."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from documents.signing import authority, sealing, tries
from documents.signing.backends import raw
from documents.signing.backends.own_key import OpenKey as OpenKey
from documents.signing.refusals import CannotSign
from documents.signing.registration import Backend, Registration
from people.models import Staff
from people.refusals import Refusal
from workflows import trail


class KeyKind(StrEnum):
    """What a new key is made of."""

    P256 = "p-256"
    RSA3072 = "rsa-3072"


class NoKey(CannotSign):
    """This person has no key that is valid today."""

    code = "no_key"
    sentence = gettext_lazy("You have no valid signing key. Ask the records board for one.")


class HasKey(Refusal):
    """This person has a key already, or has used up the leave to make one."""

    code = "has_key"
    sentence = gettext_lazy("This key has been made already.")


class SigningKeyQuerySet(models.QuerySet["SigningKey"]):
    def live(self) -> "SigningKeyQuerySet":
        """Neither revoked nor expired."""
        return self.filter(revoked_at__isnull=True, not_after__gt=timezone.now())


class SigningKey(tries.Counted):
    """A private key, sealed by a PIN that is kept nowhere, and its certificate."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="signing_keys")
    registration = models.ForeignKey(
        Registration, models.PROTECT, null=True, blank=True, related_name="keys"
    )
    is_seal = models.BooleanField(default=False, help_text="certified as the school, not a person")
    sealed = models.BinaryField()
    certificate = models.BinaryField(help_text="X.509, DER")
    fingerprint = models.CharField(max_length=64, unique=True, help_text="SHA-256, hexadecimal")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    not_after = models.DateTimeField(gettext_lazy("valid until"))
    revoked_at = models.DateTimeField(gettext_lazy("revoked"), null=True, blank=True)

    objects = SigningKeyQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("signing key")
        constraints = (
            models.UniqueConstraint(
                fields=("staff", "is_seal"),
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

    def told(self) -> dict[str, Any]:
        """What the trail keeps of it; ids only."""
        if self.registration:
            return self.registration.told(self.fingerprint)
        return {"owner": self.staff_id, "backend": "own", "fingerprint": self.fingerprint}


Owner = Staff | Registration
"""Whose key is meant: a person's own one, or the one of a registration, which may be a seal."""


@sensitive_variables("pin")
def issue(staff: Staff, pin: str, kind: KeyKind | None = None) -> SigningKey:
    """A new key for this person, opened by this PIN. Raises HasKey and sealing.PoorPin.

    It belongs to the person's registration, and without one it signs no record. What it is made
    of is said by the settings where it is not said here.
    """
    return _keep([_new_key(staff, pin, kind)], "key_made")[0]


def issue_many(people: Iterable[tuple[Staff, str]]) -> list[SigningKey]:
    """Keys for many people with their PINs, made on all cores; either all are kept or none."""
    with ThreadPoolExecutor() as pool:
        return _keep(list(pool.map(lambda person: _new_key(*person), people)), "key_made")


@sensitive_variables("pin")
def make(registration: Registration, pin: str) -> SigningKey:
    """The key that this registration is the leave for; once. Raises HasKey, NoKey, PoorPin."""
    key = _new_key(registration.staff, pin, is_seal=registration.is_seal)
    with transaction.atomic():
        if _leave(registration.pk).keys.exists():
            raise HasKey
        return _keep([key], "key_made")[0]


@sensitive_variables("pin")
def renew(owner: Owner, pin: str, kind: KeyKind | None = None) -> SigningKey:
    """A new key and certificate behind the same PIN; the old key is superseded.

    Raises what open_key raises, and HasKey where it was renewed at the same moment.
    """
    old, _pkcs8 = _opened(owner, pin)
    new = _new_key(old.staff, pin, kind, is_seal=old.is_seal)
    with transaction.atomic():
        if old.registration_id:
            _leave(old.registration_id)
        revoke(owner)
        return _keep([new], "key_renewed")[0]


def revoke(owner: Owner) -> None:
    """This key opens no more. What was signed with it stays signed."""
    _rows(owner).filter(revoked_at__isnull=True).update(revoked_at=timezone.now())


@sensitive_variables("pin", "old", "new")
def open_key(owner: Owner, pin: str) -> OpenKey:
    """The key, ready to sign. Raises NoKey, tries.WrongPin and tries.KeyLocked.

    A try is taken, and committed, before the PIN is looked at: tries made at the same moment
    cannot share one, and nothing that fails later gives it back. Hence it must not be called
    inside a transaction; Django refuses that with a RuntimeError.
    """
    key, pkcs8 = _opened(owner, pin)
    return OpenKey(pkcs8, bytes(key.certificate))


@sensitive_variables("pin", "old", "new")
def change_pin(owner: Owner, old: str, new: str) -> None:
    """From now on the new PIN opens the key. Raises what open_key raises, and sealing.PoorPin."""
    sealing.check_pin(new)
    key, pkcs8 = _opened(owner, old)
    key.sealed = sealing.seal(pkcs8, new, key.purpose)
    with transaction.atomic():
        key.save(update_fields=["sealed"])
        trail.append([trail.Entry("pin_changed", key.staff_id, detail=key.told())])


@sensitive_variables("pin", "private", "pkcs8")
def _new_key(
    staff: Staff, pin: str, kind: KeyKind | None = None, *, is_seal: bool = False
) -> SigningKey:
    sealing.check_pin(pin)
    private = _private_key(kind or KeyKind(settings.SOKY_KEY_KIND))
    certificate = authority.certify(
        private.public_key(),
        full_name=settings.SOKY_SCHOOL if is_seal else staff.full_name,
        serial=authority.new_serial(staff.pk),
    )
    key = SigningKey(
        staff=staff,
        is_seal=is_seal,
        certificate=certificate.public_bytes(serialization.Encoding.DER),
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        not_after=certificate.not_valid_after_utc,
    )
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


def _leave(registration: int) -> Registration:
    """The leave to make a key here, held until the commit. Raises NoKey where it has been ended."""
    leaves = Registration.objects.living().select_for_update().filter(backend=Backend.OWN)
    leave = leaves.filter(pk=registration).first()
    if leave is None:
        raise NoKey
    return leave


def _keep(new: list[SigningKey], told: str) -> list[SigningKey]:
    """Keep these keys with the registrations they belong to, and tell the trail."""
    owners = [key.staff_id for key in new]
    old = SigningKey.objects.filter(staff__in=owners, revoked_at__isnull=True)
    leaves = Registration.objects.living().filter(staff__in=owners, backend=Backend.OWN)
    try:
        with transaction.atomic():
            # An expired key makes room by itself; a living one must be revoked on purpose.
            old.filter(not_after__lte=timezone.now()).update(revoked_at=models.F("not_after"))
            found = {(leave.staff_id, leave.is_seal): leave for leave in leaves}
            for key in new:
                key.registration = found.get((key.staff_id, key.is_seal))
            made = SigningKey.objects.bulk_create(new)
            trail.append([trail.Entry(told, key.staff_id, detail=key.told()) for key in new])
            return made
    except IntegrityError:
        raise HasKey from None


@sensitive_variables("pin", "old", "new")
def _opened(owner: Owner, pin: str) -> tuple[SigningKey, bytes]:
    key = _take_a_try(owner)
    try:
        pkcs8 = sealing.unseal(bytes(key.sealed), pin, key.purpose)
    except sealing.NotOpened:
        raise tries.refusal(key, key.staff) from None
    tries.clear(key)
    return key, pkcs8


def _take_a_try(owner: Owner) -> SigningKey:
    key = tries.take(_rows(owner).live())
    if key is None:
        raise NoKey
    return key


def _rows(owner: Owner) -> SigningKeyQuerySet:
    if isinstance(owner, Registration):
        return SigningKey.objects.filter(registration=owner)
    return SigningKey.objects.filter(staff=owner, is_seal=False)
