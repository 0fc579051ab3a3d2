"""What stands before and after every signature: nobody signs on top of a falsified paper."""

import dataclasses
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pikepdf
from django.utils.translation import gettext as _

from documents.signing import evidence, sandboxed, timestamps
from documents.signing.backends import Pen
from documents.signing.examination import Examination, Verdict
from documents.signing.own_hand import look_at
from documents.signing.pades import Hand, Order, archive_timestamps
from documents.signing.proof import Evidence
from documents.signing.refusals import CannotSign
from documents.signing.revisions import NotOurs
from documents.signing.timestamps import Clock


@dataclass(frozen=True)
class Signer:
    """Who stands in a field: the certificate by its SHA-256, hexadecimal."""

    field: str
    fingerprint: str
    locks: bool = dataclasses.field(default=False, compare=False)
    """No further signature may follow."""


@dataclass(frozen=True)
class Signed:
    """The file with the new signature, and what the trail shall know of it."""

    pdf: bytes
    signer: Signer
    backend: str
    clock: str
    timestamp: datetime


@dataclass(frozen=True)
class Request:
    """A signature asked for, and who must have signed already (None where that is not known)."""

    order: Order
    before: Sequence[Signer] | None = None


def sign_many(requests: Sequence[Request], pen: Pen, at: datetime) -> list[Signed | CannotSign]:
    """One signature on each file, or the reason why not.

    All go to the pen, and to the clock, at once. A file whose last field this was carries an
    archive timestamp, too. Raises CannotSign where pen or clock fail: then nothing is signed.
    """
    clock = timestamps.clock()
    hand = Hand(pen, clock, evidence.of(pen.certificate, pen.chain, at) | clock.evidence())
    refused = [_refusal(request) for request in requests]
    able = [one.order for one, reason in zip(requests, refused, strict=True) if reason is None]
    made = iter(
        [_looked_at(order, *one, hand) for order, one in zip(able, hand.sign(able), strict=True)]
    )
    return _completed([reason or next(made) for reason in refused], clock)


def sign(order: Order, pen: Pen, at: datetime) -> Signed:
    """One signature on one file of which nothing is known. Raises CannotSign."""
    (made,) = sign_many([Request(order)], pen, at)
    if isinstance(made, CannotSign):
        raise made
    return made


@dataclass(frozen=True)
class _State:
    """Who signed a file, in their order, and the empty fields, with whether each will lock it."""

    signers: tuple[Signer, ...]
    empty: dict[str, bool]


def signers_of(pdf: bytes) -> tuple[Signer, ...]:
    """Who signed this file, in their order. Raises CannotSign unless all of it holds."""
    return _state(pdf).signers


def _state(pdf: bytes) -> _State:
    try:
        look = look_at(pdf)
    except NotOurs:
        found = sandboxed.examine_kept(pdf).of_own_paper()
        _insist_on_all(found)
        signers = [Signer(one.field, one.fingerprint, one.locks) for one in found.signatures]
        return _State(tuple(signers), _empty_fields(pdf, found.empty_fields))
    signers = [Signer(one.field, one.fingerprint, one.locks) for one in look.signatures]
    return _State(tuple(signers), look.empty)


def _empty_fields(pdf: bytes, names: Sequence[str]) -> dict[str, bool]:
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        fields = {str(one.T): "/Lock" in one for one in paper.Root.AcroForm.Fields}
    return {name: fields[name] for name in names}


def _insist_on_all(found: Examination) -> None:
    if found.verdict == Verdict.BUSY:
        said = _("The machine is busy; nothing was signed. Try again in a few minutes.")
        raise CannotSign(said, "machine_busy_nothing_signed")
    if found.verdict in {Verdict.UNREADABLE, Verdict.UNJUDGED}:
        raise CannotSign(_("This file or one of its signatures cannot be read."), "file_unreadable")
    for signature in found.signatures:
        if not signature.holds:
            raise CannotSign(
                _("The signature of %s does not hold.") % signature.signer,
                "earlier_signature_does_not_hold",
            )
    if found.faults:
        raise CannotSign(
            _("Something has been added to this file that is no signature."), "something_else_added"
        )


def _refusal(request: Request) -> CannotSign | None:
    try:
        state = _state(request.order.pdf)
        _insist_on_turn(request.order.field, state)
    except CannotSign as reason:
        return reason
    if request.before is not None and state.signers != tuple(request.before):
        return CannotSign(
            _("This file does not carry the signatures that it should."), "signatures_missing"
        )
    return None


def _insist_on_turn(field: str, state: _State) -> None:
    """The field is there and empty, the file is open, and its last field waits for all others."""
    if field in {one.field for one in state.signers}:
        raise CannotSign(_("This place has been signed already."), "place_signed_already")
    if any(one.locks for one in state.signers):
        raise CannotSign(_("This file is locked: no further signature may follow."), "file_locked")
    if field not in state.empty:
        raise CannotSign(_("This file has no place for this signature."), "no_place_for_signature")
    if state.empty[field] and len(state.empty) > 1:
        raise CannotSign(
            _("Not everybody who must sign before has signed."), "earlier_signature_missing"
        )


def _looked_at(order: Order, pdf: bytes, token: bytes, hand: Hand) -> Signed | CannotSign:
    """Our own work, looked at once more before anybody believes it."""
    try:
        signer = _last_signer(order.pdf, pdf)
    except CannotSign:
        signer = None
    if signer != Signer(order.field, hand.fingerprint) or not pdf.startswith(order.pdf):
        return CannotSign(
            _("The signature was made but does not hold; nothing was kept."),
            "new_signature_does_not_hold",
        )
    clock = hand.clock.name if hand.clock else ""
    return Signed(pdf, signer, hand.pen.backend, clock, timestamps.time_of(token))


def _last_signer(before: bytes, pdf: bytes) -> Signer | None:
    """Who signed last; what was there before has just been looked at."""
    try:
        (last,) = look_at(pdf, since=len(before)).signatures
    except (NotOurs, ValueError):
        return signers_of(pdf)[-1]
    return Signer(last.field, last.fingerprint, last.locks)


def _completed(outcomes: Sequence[Signed | CannotSign], clock: Clock) -> list[Signed | CannotSign]:
    """The same, with an archive timestamp on every file that is complete now (B-LTA)."""
    complete = [
        outcome.pdf for outcome in outcomes if isinstance(outcome, Signed) and outcome.signer.locks
    ]
    stamped = dict(zip(complete, archive_timestamps(complete, clock, Evidence()), strict=True))
    return [
        dataclasses.replace(outcome, pdf=stamped.get(outcome.pdf, outcome.pdf))
        if isinstance(outcome, Signed)
        else outcome
        for outcome in outcomes
    ]
