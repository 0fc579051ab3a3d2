"""A key as its owner and the board see it: what it is, how long it holds, what it was used for."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from cryptography import x509
from django.db.models import F, Window
from django.db.models.functions import RowNumber
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
    """One registration on a page, with the newest signatures by it; each question is asked once."""

    registration: Registration
    uses: list[SignedFile] = field(default_factory=list)

    @cached_property
    def _made(self) -> list[SigningKey]:
        """Every key made here for it, those before a renewal included."""
        return list(self.registration.keys.all())

    @property
    def key(self) -> SigningKey | None:
        """The key kept here that stands for it now; None for keys that lie elsewhere."""
        return next((key for key in self._made if key.revoked_at is None), None)

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

    @property
    def fingerprints(self) -> set[str]:
        return {self.registration.fingerprint, *(key.fingerprint for key in self._made)} - {""}


def cards_of(staff: Staff) -> list[Card]:
    """What this person signs with, and the school's seal where this person keeps it."""
    rows = Registration.objects.living().filter(staff=staff).select_related("registered_by")
    cards = [Card(row) for row in rows.order_by("is_seal").prefetch_related("keys")]
    found = _newest({one for card in cards for one in card.fingerprints})
    for card in cards:
        card.uses = [one for one in found if one.fingerprint in card.fingerprints][:USES]
    return cards


def _newest(fingerprints: set[str]) -> list[SignedFile]:
    """The newest signatures by each of these keys; one query, however many they are."""
    place = Window(RowNumber(), "fingerprint", F("event__sequence").desc())
    files = SignedFile.objects.filter(fingerprint__in=fingerprints).annotate(place=place)
    files = files.filter(place__lte=USES).select_related("approval", "event")
    return list(files.order_by("-event__sequence"))


def worries_of(staff: Staff) -> list[tuple[str, Registration]]:
    """What this person should do something about, and why; one question to the database."""
    rows = Registration.objects.living().filter(staff=staff).with_end()
    stand = [(standing(row, row.ends_at), row) for row in rows]
    return [(word, row) for word, row in stand if word != "good"]
