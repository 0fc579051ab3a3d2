"""A key that its owner keeps: does the file that came back carry one more signature, and only that?"""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pikepdf
from django.utils.translation import gettext as _

from documents.signing.examination import Examination, SignatureFinding, Standing, Verdict
from documents.signing.refusals import CannotSign

# From a file, and how many of its first bytes were known before, to what it proves.
Examine = Callable[[bytes, int], Examination]

# The signature itself is as it should be. Whether its certificate was revoked, its authority says.
_UNDISPUTED = frozenset({Standing.TRUSTED, Standing.REVOCATION_UNKNOWN})
# Evidence may follow in an update of its own, as many programs write it.
_HARMLESS = frozenset({"evidence_after_last"})
_UNEXAMINED = frozenset({Verdict.UNREADABLE, Verdict.UNJUDGED})


@dataclass(frozen=True)
class Sent:
    """A file as it was given out, with the place that waits for one signature by one certificate."""

    pdf: bytes
    field: str
    fingerprint: str
    before: Mapping[str, str]
    """Who has signed it already: certificates by their fields."""


def the_one_added(
    upload: bytes, sent: Sent, examine: Examine, called: Callable[[str], str] = str
) -> SignatureFinding:
    """The one signature that this upload adds to what was sent. Raises CannotSign with a sentence.

    The upload may be anything: `examine` is trusted to survive it. `called` is how people call a
    field. Whether the authority still stands by the certificate is not asked here.
    """
    _insist_on_our_bytes(upload, sent.pdf)
    found = examine(upload, len(sent.pdf)).of_own_paper()
    insist_on_time(found)
    if found.verdict in _UNEXAMINED:
        raise CannotSign(_("The file that you uploaded cannot be read."), "signed_file_unreadable")
    new = _new(found, sent, called)
    _insist_on_hold(new, found)
    _insist_on_nothing_else(found, sent)
    return new


def insist_on_time(found: Examination) -> None:
    """A busy machine is no reason to doubt a signature. Raises CannotSign."""
    if found.verdict == Verdict.BUSY:
        raise CannotSign(
            _("The machine is busy; nothing was signed. Try again in a few minutes."),
            "machine_busy_nothing_signed",
        )


def _insist_on_our_bytes(upload: bytes, ours: bytes) -> None:
    if not upload.startswith(b"%PDF-"):
        raise CannotSign(_("The file that you uploaded is not a PDF file."), "signed_file_not_pdf")
    if not upload.startswith(ours):
        raise CannotSign(
            _(
                "The file that you uploaded does not begin with the file you downloaded."
                " Sign that one, and do not print or optimise it."
            ),
            "signed_another_file",
        )


def _new(found: Examination, sent: Sent, called: Callable[[str], str]) -> SignatureFinding:
    """The signature that was not there before, if it is one, in its place, by the right key."""
    new = [
        one
        for one in found.signatures
        if sent.before.get(one.field, "") != (one.fingerprint or "?")
    ]
    if not new:
        raise CannotSign(
            _("The file that you uploaded carries no new signature."), "no_new_signature"
        )
    if len(new) > 1:
        raise CannotSign(
            _("The file that you uploaded carries several new signatures."), "several_signatures"
        )
    _check_right_place(new[0], sent, called)
    return new[0]


def _check_right_place(one: SignatureFinding, sent: Sent, called: Callable[[str], str]) -> None:
    if one.field != sent.field:
        told = {"wrong": called(one.field), "right": called(sent.field)}
        raise CannotSign(
            _("You have signed in the place of %(wrong)s, not of %(right)s.") % told,
            "signed_in_wrong_place",
        )
    if one.fingerprint and one.fingerprint != sent.fingerprint:
        raise CannotSign(
            _("The signature was made by another certificate than the one registered for you."),
            "signed_by_other_certificate",
        )


def _insist_on_hold(new: SignatureFinding, found: Examination) -> None:
    if not new.intact or new.trust not in _UNDISPUTED or not new.fingerprint:
        raise CannotSign(_("Your signature does not hold."), "signature_does_not_hold")
    if new.certifies:
        raise CannotSign(
            _("Your program has certified the file. Choose to sign it without certifying it."),
            "file_was_certified",
        )
    if "closed_too_early" in found.faults:
        raise CannotSign(
            _("Your signature forbids those to sign whose turn is still to come."),
            "signature_locks_others",
        )


def _insist_on_nothing_else(found: Examination, sent: Sent) -> None:
    still_empty = [name for name in _empty(sent.pdf) if name != sent.field]
    timestamps = _timestamps(sent.pdf)
    untouched = all(one.intact and one.untouched_after for one in found.signatures)
    signed = {one.field for one in found.signatures} == {*sent.before, sent.field}
    if (
        not (untouched and signed)
        or set(found.faults) - _HARMLESS
        or [*found.empty_fields] != still_empty
        or len(found.document_timestamps) != timestamps
    ):
        raise CannotSign(
            _("Something has been added to this file that is no signature."), "something_else_added"
        )


def _fields(ours: bytes) -> list[tuple[str, str]]:
    """The name of each field of our own file, and the kind of what fills it."""
    with pikepdf.open(io.BytesIO(ours)) as paper:
        return [
            (str(one.T), str(one.V.get("/Type", "/Sig")) if "/V" in one else "")
            for one in paper.Root.AcroForm.Fields
        ]


def _empty(ours: bytes) -> list[str]:
    return [name for name, kind in _fields(ours) if not kind]


def _timestamps(ours: bytes) -> int:
    return sum(kind == "/DocTimeStamp" for _name, kind in _fields(ours))
