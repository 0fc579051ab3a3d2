"""The files of a record: the signed PDF, and its pages as pictures."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from documents import archive, lasting, pages
from documents.document import Document
from documents.models import SignedFile
from workflows.pages import shell_of
from workflows.permissions import is_drafter
from workflows.record_page import visible


@require_safe
def signed_file(request: HttpRequest, public_id: UUID, sha256: str) -> HttpResponse:
    """The file exactly as it was signed, with the timestamps that carry it on since.

    Its name tells record, revision and round.
    """
    file = _file(request, public_id, sha256)
    name = f"{public_id}-{file.revision}.{file.round}-{sha256[:8]}.pdf"
    try:
        data = archive.read(lasting.newest_bytes(file))
    except archive.NotAsKept:
        return render(request, "documents/not_as_kept.html", {"file": file}, status=500)
    response = HttpResponse(data, content_type="application/pdf")
    how = "attachment" if "download" in request.GET else "inline"
    response["Content-Disposition"] = f'{how}; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@cache_control(private=True, max_age=3600, immutable=True)
def page_picture(request: HttpRequest, public_id: UUID, sha256: str, number: int) -> HttpResponse:
    _check_readable(request, public_id, sha256)
    try:
        return HttpResponse(pages.picture(sha256, number), content_type="image/png")
    except (pages.NoSuchPage, pages.CannotDraw, archive.NotAsKept):
        raise Http404 from None


def _check_readable(request: HttpRequest, public_id: UUID, sha256: str) -> None:
    """A signed file of a record that this person reads, or what is bound in to the own draft."""
    approval = visible(request, public_id)
    if SignedFile.objects.filter(approval=approval, sha256=sha256).exists():
        return
    shell, record = shell_of(request), approval.record
    is_own_draft = approval.is_draft and is_drafter(approval, shell.staff.pk, shell.roster)
    if not (is_own_draft and isinstance(record, Document) and record.uploaded_sha256() == sha256):
        raise Http404


def _file(request: HttpRequest, public_id: UUID, sha256: str) -> SignedFile:
    approval = visible(request, public_id)
    return get_object_or_404(SignedFile, approval=approval, sha256=sha256)
