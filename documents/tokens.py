"""What the QR code on paper leads to: a random word says nothing about a pupil or a record."""

import secrets

from documents.models import PaperToken
from workflows.models import Approval

_BYTES = 16  # 128 bits: nobody finds another one by trying


def new_token() -> str:
    """A word for an address, not yet kept: paper is rendered before its step is written down."""
    return secrets.token_urlsafe(_BYTES)


def keep(token: str, approval: Approval, revision: int, round: int) -> PaperToken:  # noqa: A002 as everywhere
    """From now on this word leads to this revision and round. Belongs to the step's transaction."""
    return PaperToken.objects.create(token=token, approval=approval, revision=revision, round=round)
