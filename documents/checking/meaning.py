"""What an examination means here: which stage of which record, whose signatures, what is missing."""

from collections.abc import Iterable

from django.db.models import Q

from documents.checking.known_files import known_files
from documents.checking.progress import progress_at
from documents.checking.verdicts import Meaning, Progress, RecordedSignature, Row, is_revoked
from documents.models import SignedFile, SigningKey
from documents.signing.examination import Examination
from workflows.story import details


def of(examination: Examination) -> Meaning:
    file = (
        SignedFile.objects.filter(
            Q(sha256=examination.sha256) | Q(renewals__sha256=examination.sha256)
        )
        .select_related("event", "approval")
        .order_by("-event")
        .first()
    )
    is_in_trail = file is not None and details(file.event).get("file") == file.sha256
    progress = progress_at(file.approval, file.event) if file and is_in_trail else None
    if progress:
        examination = examination.of_own_paper()
    rows, files = tuple(_rows(examination, progress)), known_files(examination.files)
    return Meaning(examination, progress, rows, files)


def _rows(examination: Examination, progress: Progress | None) -> Iterable[Row]:
    fingerprints = [finding.fingerprint for finding in examination.signatures]
    known = SigningKey.objects.filter(fingerprint__in=fingerprints).select_related("staff")
    keys = {key.fingerprint: key for key in known}
    recorded = {each.field: each for each in progress.signed} if progress else {}
    for finding in examination.signatures:
        key, signed = keys.get(finding.fingerprint), recorded.get(finding.field)
        yield Row(
            finding=finding,
            staff=key.staff if key else None,
            duty=finding.reason or (signed.duty if signed else ""),
            is_revoked=is_revoked(
                key.revoked_at if key else None, finding, signed.at if signed else None
            ),
            is_as_recorded=progress is None or _agrees(key, signed),
        )


def _agrees(key: SigningKey | None, signed: RecordedSignature | None) -> bool:
    return signed is not None and (key is None or key.staff == signed.staff)
