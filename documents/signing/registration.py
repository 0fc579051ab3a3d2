"""Which key the board has registered as whose: with any other nobody signs."""

from functools import partial
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import models
from django.db.models import Max, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.signing.tries import Counted
from people.compiled import NUMBER, CompiledQuery
from people.models import Staff


class Backend(models.TextChoices):
    """Where a key lies, and so what signs with it."""

    OWN = "own", _("Kept here, opened by a PIN")
    TOKEN = "pkcs11", _("On a token or security module at the server")
    REMOTE = "csc", _("At a remote signing service")
    ELSEWHERE = "elsewhere", _("With its owner: download, sign, upload")


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def living(self) -> "RegistrationQuerySet":
        """Not revoked. Its certificate may have expired all the same."""
        return self.filter(ended_at__isnull=True)

    def with_end(self) -> models.QuerySet[Any]:
        """Each with `ends_at`, the end of its certificate; None where the key is yet to be made."""
        made = Max("keys__not_after", filter=Q(keys__revoked_at__isnull=True))
        return self.annotate(ends_at=Coalesce("not_after", made))


class Registration(Counted):
    """The board has seen who this is: this person signs with this key.

    For a key kept here it is the leave to make one, once; the key itself comes with the PIN that
    its owner chooses. Any other key is known by its certificate. The count of wrong PINs is for
    those: a key kept here has its own.
    """

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="registrations")
    is_seal = models.BooleanField(
        _("the school's seal"), default=False, help_text="the school's own certificate, for issuing"
    )
    backend = models.CharField(
        _("kind of key"), max_length=12, choices=Backend, default=Backend.OWN
    )
    reference = models.CharField(
        max_length=200, blank=True, help_text="name of the token, or of the credential"
    )
    label = models.CharField(max_length=200, blank=True, help_text="of the key on the token")
    wants_pin = models.BooleanField(default=True)
    wants_code = models.BooleanField(default=False, help_text="a one-time code for each signing")
    certificate = models.BinaryField(default=b"", help_text="X.509, DER; empty for a key kept here")
    chain = models.TextField(blank=True, help_text="the authorities above it, PEM")
    fingerprint = models.CharField(max_length=64, blank=True, help_text="SHA-256, hexadecimal")
    not_after = models.DateTimeField(_("valid until"), null=True, blank=True)
    evidence = models.TextField(_("evidence"))
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    registered_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration of a key")
        constraints = (
            models.UniqueConstraint(
                fields=("staff", "is_seal"),
                condition=Q(ended_at__isnull=True),
                name="one_living_registration_a_person",
            ),
            models.UniqueConstraint(
                fields=("fingerprint",),
                condition=Q(ended_at__isnull=True) & ~Q(fingerprint=""),
                name="one_living_registration_a_certificate",
            ),
            models.CheckConstraint(
                condition=~Q(staff=models.F("registered_by")),
                name="nobody_registers_a_key_for_himself",
            ),
            models.CheckConstraint(
                condition=Q(backend=Backend.OWN, fingerprint="")
                | (~Q(backend=Backend.OWN) & ~Q(fingerprint="")),
                name="a_key_elsewhere_has_a_certificate",
            ),
        )

    def __str__(self) -> str:
        return f"{self.staff}: {self.backend}"

    @property
    def authorities(self) -> list[bytes]:
        """The authorities above its certificate in DER, as they were handed in."""
        if not self.chain:
            return []
        above = x509.load_pem_x509_certificates(self.chain.encode())
        return [one.public_bytes(Encoding.DER) for one in above]

    @property
    def secrets(self) -> frozenset[str]:
        """What opens this key for one signing: "pin", "code" (used once), both or nothing here."""
        if self.backend == Backend.ELSEWHERE:
            return frozenset()
        asked = {"pin": self.wants_pin, "code": self.wants_code}
        return frozenset(name for name, wanted in asked.items() if wanted)

    @property
    def is_kept_here(self) -> bool:
        return self.backend == Backend.OWN

    def told(self, fingerprint: str = "") -> dict[str, Any]:
        """What the trail keeps of it: whose, which, where and by whom registered; ids only."""
        return {
            "owner": self.staff_id,
            "registrar": self.registered_by_id,
            "registration": self.pk,
            "backend": str(self.backend),
            "is_seal": self.is_seal,
            "fingerprint": fingerprint or self.fingerprint,
        }


def living(staff: Staff, *, is_seal: bool = False) -> Registration | None:
    """The registration by which this person signs, or seals."""
    rows = (_seal_of if is_seal else _key_of)(staff=staff.pk)
    return rows[0] if rows else None


def _living_of(staff: int, *, is_seal: bool) -> models.QuerySet[Registration]:
    rows = Registration.objects.living().select_related("staff")
    return rows.filter(staff=staff, is_seal=is_seal).order_by("pk")[:1]


_key_of = CompiledQuery(partial(_living_of, is_seal=False), staff=NUMBER)
_seal_of = CompiledQuery(partial(_living_of, is_seal=True), staff=NUMBER)
