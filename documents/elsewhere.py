"""Signing elsewhere: the file goes out, and comes back with one more signature."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from pikepdf import PdfError

from documents import archive, signing
from documents.document import Document
from documents.models import Registration, SentOut
from documents.prepared import Prepared
from documents.signing import CannotSign, evidence, pades, sandboxed, timestamps
from documents.signing.backends.elsewhere import Sent, insist_on_time, the_one_added
from documents.signing.examination import SignatureFinding, Verdict
from documents.stages import AUTHOR_FIELD, Stage, field_of
from people.duties import Roster
from people.refusals import Refusal
from workflows import steps
from workflows.loaded import LoadedRecord, StepRequest, load_record
from workflows.models import Approval, Event
from workflows.perform import perform_with
from workflows.permissions import Seat, roster_of
from workflows.states import Step


def hand_out(request: StepRequest, approval: Approval, *, seen: str) -> bytes:
    """The file that this person signs at this step; the same bytes again while nothing changes.

    Raises Refusal unless the step could be taken now, with a key that is elsewhere.
    """
    loaded = load_record(approval)
    seat = steps.examine(request, loaded, roster_of(), seen=seen)
    _key_of(request)
    field = field_of(seat)
    before = _last_sent(request, approval, field)
    stage = None if request.step == Step.SUBMIT and before else _stage(loaded, request.step)
    if before and (stage is None or stage.sha256 == before.sha256):
        return archive.read(before.sha256)
    stage = stage or _stage(loaded, request.step)
    SentOut.objects.create(
        approval=approval,
        by=request.by,
        seen=approval.version,
        revision=approval.revision,
        round=approval.round,
        field=field,
        sha256=archive.put(stage.pdf),
        token=stage.token,
    )
    return stage.pdf


def take(
    upload: bytes, request: StepRequest, approval: Approval, *, seen: str, key: str | None = None
) -> Event:
    """Take a step with a file that was signed elsewhere. Raises Refusal with sentences."""
    prepare = partial(_prepare, upload, request)
    try:
        return perform_with(prepare, request, approval, seen=seen, key=key)
    except CannotSign as refusal:
        raise refusal.at("file") from None


def _prepare(
    upload: bytes, request: StepRequest, loaded: LoadedRecord, seat: Seat, _roster: Roster
) -> Prepared:
    """Believed only when all of it holds, together with what we put behind it."""
    registration, now = _key_of(request), timezone.now()
    _insist_on_size(upload)
    given, stage = _given(request, loaded, seat)
    before = {one.field: one.fingerprint for one in stage.before}
    sent = Sent(stage.pdf, given.field, registration.fingerprint, before)
    found = the_one_added(upload, sent, sandboxed.examine, partial(_called, loaded.approval))
    pdf = _completed(upload, registration, now)
    signer = signing.Signer(found.field, found.fingerprint, found.locks)
    clock, moment = _time_of(found, now)
    signed = signing.Signed(pdf, signer, str(registration.backend), clock, moment)
    extends = "" if request.step == Step.SUBMIT else given.sha256
    return Prepared(archive.put(pdf), len(pdf), extends, signed, given.token)


def _insist_on_size(upload: bytes) -> None:
    if len(upload) > settings.SOKY_UPLOAD_BYTES:
        megabytes = settings.SOKY_UPLOAD_BYTES // (1024 * 1024)
        raise CannotSign(
            _("This file is too large: %d MB are allowed.") % megabytes, "upload_too_large"
        )


def _key_of(request: StepRequest) -> Registration:
    registration = signing.living(request.by, is_seal=request.step == Step.ISSUE)
    if registration is None or registration.backend != signing.Backend.ELSEWHERE:
        raise CannotSign(
            _("No key that you keep yourself is registered for you."), "no_key_elsewhere"
        )
    return registration


def _last_sent(request: StepRequest, approval: Approval, field: str) -> SentOut | None:
    """What this person got of the record as it is now, to sign in this place."""
    sent = SentOut.objects.living().filter(approval=approval, by=request.by, field=field)
    return sent.filter(seen=approval.version).last()


def _given(request: StepRequest, loaded: LoadedRecord, seat: Seat) -> tuple[SentOut, Stage]:
    """What was given out, if it still is what lies at the desk."""
    given = _last_sent(request, loaded.approval, field_of(seat))
    if given is None:
        raise CannotSign(
            _("Download the file first: none was given to you that could come back signed now."),
            "download_first",
        )
    if request.step == Step.SUBMIT:
        return given, Stage(archive.read(given.sha256), given.sha256)
    stage = _stage(loaded, request.step)
    if stage.sha256 != given.sha256:
        raise CannotSign(
            _("Somebody else has signed meanwhile. Download the file once more."),
            "signed_meanwhile",
        )
    return given, stage


def _stage(loaded: LoadedRecord, step: Step) -> Stage:
    record = loaded.record
    if not isinstance(record, Document):
        raise CannotSign(_("There is no signed file to go on with."), "no_signed_file")
    stage = type(record).to_sign(step, [record])[record.pk]
    if isinstance(stage, Refusal):
        raise stage
    return stage


def _called(approval: Approval, field: str) -> str:
    """What people call a place on the paper: its duty beside the name that their programs show."""
    if field == AUTHOR_FIELD:
        return f"“{field}”"
    duties = {desk.name: str(desk.duty.label) for desk in approval.type.desks}
    return f"“{field}” ({duties[field]})" if field in duties else f"“{field}”"


def _completed(upload: bytes, registration: Registration, now: datetime) -> bytes:
    """With what proves the certificate, and our own timestamp over all of it.

    Few programs put evidence in; without it the next one to sign would be right to refuse. This
    asks the authority whether the certificate still holds, too.
    """
    chain = registration.authorities
    proof = evidence.of(bytes(registration.certificate), chain, now)
    try:
        (pdf,) = pades.archive_timestamps([upload], timestamps.clock(), proof)
    except (PdfError, LookupError, AttributeError, TypeError, ValueError):
        raise CannotSign(
            _("Your program has written the file in a way that cannot go on."), "file_cannot_go_on"
        ) from None
    found = sandboxed.examine(pdf).of_own_paper()
    insist_on_time(found)
    if found.verdict != Verdict.GENUINE:
        raise CannotSign(_("Your signature does not hold."), "signature_does_not_hold")
    return pdf


def _time_of(found: SignatureFinding, now: datetime) -> tuple[str, datetime]:
    """Who says when it was signed: its own timestamp, or nobody but us who got it now."""
    if found.timestamp and found.timestamp.holds:
        return found.timestamp.authority, found.timestamp.at
    return "", now
