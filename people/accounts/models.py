"""Accounts: second factors, sessions, failed tries, suspensions, resets, and the checks of them all."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.staffing.models import Duty, Staff
from people.written_once import WrittenOnce


class CodeApp(models.Model):
    """The app that shows a new code every half minute (TOTP, RFC 6238). Its secret is kept sealed."""

    staff = models.OneToOneField(Staff, models.PROTECT, related_name="code_app")
    sealed = models.BinaryField()
    last_step = models.BigIntegerField(help_text="the code of this half minute is used up")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("code app")

    def __str__(self) -> str:
        return f"{self.staff_id}"


class Passkey(models.Model):
    """A key in a phone, a computer or a security key (WebAuthn), good at one host name."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="passkeys")
    credential_id = models.CharField(max_length=1400, unique=True)
    credential = models.BinaryField(help_text="attested credential data: id and public key")
    sign_count = models.BigIntegerField(default=0)
    host = models.CharField(max_length=253)
    label = models.CharField(_("name"), max_length=60)
    added_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("passkey")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.label


class RecoveryCode(models.Model):
    """Opens the second door once, when the phone is lost. Only a keyed hash is kept."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("recovery code")
        constraints = (models.UniqueConstraint(fields=("staff", "digest"), name="code_made_once"),)

    def __str__(self) -> str:
        return self.digest[:8]


class Factor(models.TextChoices):
    """By what, beside the password, somebody proved who it is."""

    NONE = "", _("password only")
    CODE = "code", _("password and code")
    PASSKEY = "passkey", _("password and passkey")
    RECOVERY = "recovery", _("password and recovery code")


class SignedIn(models.Model):
    """One session of a person: on which device, from when until when it was last seen."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="sessions")
    key_hash = models.CharField(max_length=64, unique=True)
    device = models.CharField(max_length=64, blank=True, db_index=True)
    user_agent = models.CharField(max_length=255, blank=True)
    address = models.GenericIPAddressField(null=True)
    factor = models.CharField(max_length=8, choices=Factor, blank=True)
    begun_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("session")
        ordering = ("-seen_at",)
        indexes = (models.Index(fields=("staff", "device"), name="session_on_a_device"),)

    def __str__(self) -> str:
        return f"{self.staff_id} {self.begun_at:%d/%m/%Y}"


class Try(models.TextChoices):
    PASSWORD = "password", _("password")
    CODE = "code", _("second factor")


class FailedTry(models.Model):
    """A password or code that was not right. Whose name was typed is kept as a keyed hash: people type
    their password into the wrong field."""

    kind = models.CharField(max_length=8, choices=Try)
    who = models.CharField(max_length=64)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="failed_tries")
    device = models.CharField(max_length=64, blank=True, help_text="only one this account knows")
    address = models.GenericIPAddressField(null=True)
    network = models.CharField(max_length=45, blank=True)
    at = models.DateTimeField(default=timezone.now)
    counts = models.BooleanField(default=True, help_text="until the right one came the same way")

    class Meta:
        verbose_name = _("failed sign-in")
        ordering = ("-at",)
        indexes = (
            models.Index(fields=("who", "at"), name="failed_for_a_name"),
            models.Index(fields=("network", "at"), name="failed_from_a_network"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%d/%m/%Y %H:%M}"


class Suspension(models.Model):
    """From when until when somebody may not sign in, and why."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="suspensions")
    reason = models.CharField(_("reason"), max_length=300)
    begun_at = models.DateTimeField(default=timezone.now)
    begun_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("suspension")
        ordering = ("-begun_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("staff",),
                condition=models.Q(ended_at__isnull=True),
                name="suspended_once_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.staff_id} {self.begun_at:%d/%m/%Y}"


class Reset(models.Model):
    """Somebody gets a new first password, or is freed of a second factor that is lost.

    For those who answer for the school it takes two people: one asks, another confirms.
    """

    class Kind(models.TextChoices):
        PASSWORD = "password", _("New first password")
        FACTOR = "factor", _("Remove the second factor")

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="resets")
    kind = models.CharField(max_length=8, choices=Kind)
    reason = models.CharField(_("reason"), max_length=300)
    asked_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    # Half of the new password: only who asked has seen it. Emptied when the other half is made.
    sealed_half = models.BinaryField(null=True)
    done_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True, help_text="when its person said to know about it")

    class Meta:
        verbose_name = _("reset")
        ordering = ("-asked_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("staff", "kind"),
                condition=models.Q(done_at__isnull=True, refused_at__isnull=True),
                name="one_open_reset_of_a_kind",
            ),
            models.CheckConstraint(
                condition=~models.Q(done_by=models.F("staff")), name="nobody_resets_himself"
            ),
        )

    def __str__(self) -> str:
        return f"{self.staff_id}: {self.kind}"


class SecondFactorPolicy(models.Model):
    """Whether holders of a duty must have a second factor, from when, and how long they may take."""

    duty = models.CharField(_("duty"), max_length=20, choices=Duty, unique=True)
    demanded_since = models.DateField(_("demanded since"), null=True, blank=True)
    grace_days = models.PositiveSmallIntegerField(_("days to set it up"), default=0)

    class Meta:
        verbose_name = _("policy of second factors")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.duty


class AccountCheck(WrittenOnce):
    """That the accounts were checked, by whom, and what was found; the minutes are printed from it."""

    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    found = models.JSONField(default=list, help_text="kind, staff id and day of each finding")

    class Meta:
        verbose_name = _("check of accounts")
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y}"
