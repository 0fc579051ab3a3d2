"""What is made for a step before the door is opened: a signed file, or the reason why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from documents import archive, rendering, signing
from documents.paper import CannotRender, Rendered
from documents.stages import Stage
from people.duties import Roster
from people.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Prepared:
    """A signed file made for a step, and the file it extends; kept only if that still is the last."""

    sha256: str
    size: int
    extends: str
    signed: signing.Signed
    token: str = ""
    """What the QR code on paper says, for the first file of a round."""
    beside: str = ""
    """Another file of the same record, signed in the same act, by its hash; its type knows which."""


class Sitting:
    """One person signs many papers: the name, the moment, the place and the pictures are the same for all."""

    def __init__(self, pen: signing.Pen, roster: Roster, place: str) -> None:
        self.roster, self.place, self.at = roster, place, timezone.now()
        self.name = signing.name_in(pen.certificate)
        self._pictures: dict[tuple[int, bool], Any] = {}

    def picture_of(self, person: int, *, is_seal: bool) -> Any:
        if (person, is_seal) not in self._pictures:
            self._pictures[person, is_seal] = signing.picture_of(person, is_seal=is_seal)
        return self._pictures[person, is_seal]


def bound_in(paper: Rendered, pages: bytes | None) -> Rendered | Refusal:
    """The paper with an upload's pages behind it, or why that cannot be."""
    try:
        return rendering.join(paper, pages) if pages else paper
    except CannotRender:
        return signing.CannotSign(
            _("The uploaded PDF file could not be bound in. Try again, or print it as PDF first."),
            "upload_not_bound_in",
        )


def sign_and_keep(
    ready: Sequence[tuple[int, Stage, signing.Request]], pen: signing.Pen, at: datetime
) -> dict[int, Prepared | Refusal]:
    """All with one touch of pen and clock; what was signed lies in the archive then."""
    try:
        outcomes = signing.sign_many([request for _pk, _stage, request in ready], pen, at)
    except signing.CannotSign as reason:
        return {pk: reason for pk, _stage, _request in ready}
    files = [signed.pdf for signed in outcomes if not isinstance(signed, signing.CannotSign)]
    hashes = iter(archive.put_many(files))
    return {
        pk: outcome
        if isinstance(outcome, signing.CannotSign)
        else Prepared(next(hashes), len(outcome.pdf), stage.sha256, outcome, stage.token)
        for (pk, stage, _request), outcome in zip(ready, outcomes, strict=True)
    }
