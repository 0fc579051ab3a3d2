"""What the QR code on paper leads to: a random word says nothing about a pupil or a record."""

import secrets
from collections.abc import Iterable

from documents.models import PaperToken
from workflows.models import Event

_BYTES = 16  # 128 bits: nobody finds another one by trying


def new_token() -> str:
    """A word for an address, not yet kept: paper is rendered before its step is written down."""
    return secrets.token_urlsafe(_BYTES)


def keep(tokens: Iterable[tuple[str, Event]]) -> None:
    """From now on each word leads to the revision and round of its event; in the step's transaction."""
    PaperToken.objects.bulk_create(
        PaperToken(
            token=token,
            approval=event.approval,
            revision=event.revision,
            round=event.round,
        )
        for token, event in tokens
    )
