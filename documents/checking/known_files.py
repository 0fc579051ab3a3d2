"""The files that a paper carries inside it: which of them the school keeps, and what has become of those."""

from collections.abc import Sequence

from django.db.models import Max

from documents.checking.verdicts import KnownFile
from documents.models import SignedFile
from documents.signing.examination import FileInside
from workflows.story import details


def known_files(inside: Sequence[FileInside]) -> tuple[KnownFile, ...]:
    """In their order; two queries, however many they are."""
    if not inside:
        return ()
    hashes = [finding.sha256 for finding in inside]
    rows = SignedFile.objects.filter(sha256__in=hashes).select_related("event", "approval")
    kept = {row.sha256: row for row in rows if details(row.event).get("file") == row.sha256}
    of_same = SignedFile.objects.filter(approval__in=[row.approval_id for row in kept.values()])
    newest = dict(of_same.values_list("approval").annotate(Max("event")).order_by())
    return tuple(_known(finding, kept.get(finding.sha256), newest) for finding in inside)


def _known(finding: FileInside, row: SignedFile | None, newest: dict[int, int]) -> KnownFile:
    if row is None:
        return KnownFile(finding)
    is_newest = newest[row.approval_id] == row.event_id
    return KnownFile(finding, row.approval.type.title, row.revision, is_newest)
