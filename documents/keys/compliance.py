"""What the check of accounts should know of signing keys: registered, but its owner has no PIN yet."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from documents.models import Registration
from documents.signing.registration import Backend
from people.accounts.findings import Finding, Kind, Survey, register

NO_PIN = Kind(
    "no_pin",
    _("Signing key registered, PIN not set"),
    _("They choose the PIN at “My key”; nobody can do it for them."),
)


@register(NO_PIN)
def _no_pin(_survey: Survey) -> Iterator[Finding]:
    """Keys that lie elsewhere have their PIN there."""
    rows = Registration.objects.living().filter(backend=Backend.OWN, staff__is_active=True)
    unmade = rows.with_end().filter(ends_at=None).order_by("staff", "-registered_at")
    for number, at in dict(unmade.values_list("staff_id", "registered_at")).items():
        yield Finding(NO_PIN, number, at)
