"""A sheet as it is now, on paper or as a workbook, in any state: never to be taken for the signed one."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from documents import rendering
from documents.assessment.incoming.template import template_of
from documents.language import school_language
from documents.records.score_sheet import board
from documents.records.score_sheet.models import ScoreSheet
from people.years.running import letterhead_on
from workflows.record_page import visible

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    sheet = _sheet(request, public_id)
    filling = sheet.filling()
    texts = {**filling.texts, "about": _about(sheet), "running": _about(sheet)}
    context = {**filling.shape, "is_copy": True, "title": filling.title, "texts": texts}
    paper = rendering.render(
        "score_sheet/print.html", {**context, "school": letterhead_on().lines()}
    )
    return _file(paper.pdf, "application/pdf", "ban-sao.pdf")


@require_safe
def workbook(request: HttpRequest, public_id: UUID) -> HttpResponse:
    sheet = _sheet(request, public_id)
    with school_language():
        content = template_of(sheet.to_fill(), f"{sheet.headline()}. {_about(sheet)}")
    return _file(content, _XLSX, "ban-sao.xlsx")


def _sheet(request: HttpRequest, public_id: UUID) -> ScoreSheet:
    approval = visible(request, public_id)
    if approval.record_type != board.TYPE:
        raise Http404
    sheet: ScoreSheet = approval.record
    sheet.approval = approval
    return sheet


def _about(sheet: ScoreSheet) -> str:
    """Where the sheet is, and when this was drawn."""
    with school_language():
        state = str(sheet.approval.get_state_display()).lower()
    now = f"{timezone.localtime():%H:%M %d/%m/%Y}"
    of = f"Lớp {sheet.school_class} · {sheet.period_title} · năm học {sheet.approval.school_year}"
    return f"{of} · BẢN SAO, phiếu đang ở trạng thái “{state}”, lúc {now}"


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=disposition)
