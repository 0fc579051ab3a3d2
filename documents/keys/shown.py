"""A key as its owner and the board see it: what it is, how long it holds, what it was used for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from cryptography import x509
from django.utils import timezone

from documents.models import Registration, SignedFile, SigningKey
from documents.signing.certificates import Facts, facts_of
from people.models import Staff

SOON = timedelta(days=60)
USES = 10


def standing(registration: Registration | None, ends_at: datetime | None) -> str:
    """In a word: none, unmade (the PIN is yet to be chosen), ended, ending within SOON, or good."""
    if registration is None:
        return "none"
    if ends_at is None:
        return "unmade"
    left = ends_at - timezone.now()
    if left <= timedelta(0):
        return "ended"
    return "ending" if left <= SOON else "good"


@dataclass
class Card:
    """One registration on a page; each question is asked once."""

    registration: Registration

    @cached_property
    def key(self) -> SigningKey | None:
        """The key kept here that stands for it now; None for keys that lie elsewhere."""
        return self.registration.keys.filter(revoked_at__isnull=True).first()

    @cached_property
    def facts(self) -> Facts | None:
        held = self.key.certificate if self.key else self.registration.certificate
        return facts_of(x509.load_der_x509_certificate(bytes(held))) if held else None

    @property
    def standing(self) -> str:
        return standing(self.registration, self.facts.until if self.facts else None)

    @property
    def tries(self) -> SigningKey | Registration:
        """Where the wrong PINs are counted."""
        return self.key or self.registration

    @cached_property
    def uses(self) -> list[SignedFile]:
        """The newest signatures by it, those with the keys before a renewal included."""
        made = list(self.registration.keys.values_list("fingerprint", flat=True))
        known = {*made, self.registration.fingerprint} - {""}
        files = SignedFile.objects.filter(fingerprint__in=known)
        return list(files.select_related("approval", "event").order_by("-event__sequence")[:USES])


def cards_of(staff: Staff) -> list[Card]:
    """What this person signs with, and the school's seal where this person keeps it."""
    rows = Registration.objects.living().filter(staff=staff).select_related("registered_by")
    return [Card(row) for row in rows.order_by("is_seal")]


def worries_of(staff: Staff) -> list[tuple[str, Registration]]:
    """What this person should do something about, and why; one question to the database."""
    rows = Registration.objects.living().filter(staff=staff).with_end()
    stand = [(standing(row, row.ends_at), row) for row in rows]
    return [(word, row) for word, row in stand if word != "good"]
