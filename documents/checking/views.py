"""The public pages on which anybody has a file examined. What is uploaded is never kept."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from documents.checking import crowd, meaning, other_files
from documents.checking.other_files import OtherReport
from documents.checking.progress import progress_of
from documents.checking.report import ProgressInWords, Report
from documents.checking.verdicts import Outcome
from documents.models import PaperToken
from documents.signing import sandboxed
from people.accounts.devices import address_of
from people.body_limits import takes_files
from people.refusals import Problem
from workflows import opening_ends


@takes_files
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a file, and say what it proves."""
    opening_ends.close_lapsed()
    with translation.override(_language(request)):
        return _answer(request, {})


@takes_files
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify_paper(request: HttpRequest, token: str) -> HttpResponse:
    """What a printed page belongs to, and the same form for the file in hand."""
    opening_ends.close_lapsed()
    with translation.override(_language(request)):
        paper = PaperToken.objects.filter(token=token).select_related("approval").first()
        if paper is None or paper.approval.erased_at is not None:
            return _page(request, {"is_unknown": True}, status=404)
        progress = progress_of(paper.approval, paper.revision, paper.round)
        in_words = ProgressInWords(progress) if progress else None
        return _answer(request, {"paper": paper, "progress": in_words})


def _answer(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    if request.method != "POST":
        return _page(request, context)
    file = request.FILES.get("file")
    problem = _problem(file.size if file else None)
    if file is None or problem:
        return _page(request, {**context, "problem": problem}, status=422)
    data, context = file.read(), {**context, "name": file.name}
    if check := other_files.check_for(data):
        return _checked(request, context, lambda: check(data))
    return _examined(request, context, data)


def _checked(
    request: HttpRequest, context: dict[str, Any], check: Callable[[], OtherReport]
) -> HttpResponse:
    """A file that is no PDF, by whoever has declared its kind."""
    try:
        with crowd.admitted(address_of(request) or ""):
            return _page(request, {**context, "other": check()})
    except crowd.TooMany as refusal:
        return _page(request, {**context, "problem": refusal.problems[0]}, refusal.status)


def _examined(request: HttpRequest, context: dict[str, Any], pdf: bytes) -> HttpResponse:
    try:
        with crowd.admitted(address_of(request) or ""):
            judged = meaning.of(sandboxed.examine(pdf))
    except crowd.TooMany as refusal:
        judged = meaning.of(sandboxed.unexamined(pdf))
        if judged.outcome == Outcome.BUSY:
            return _page(request, {**context, "problem": refusal.problems[0]}, refusal.status)
    status = 503 if judged.outcome == Outcome.BUSY else 200
    return _page(request, {**context, "report": Report(judged)}, status)


def _problem(size: int | None) -> Problem | None:
    if not size:
        return Problem(_("Choose a PDF file first."), "file_missing")
    if size > settings.SOKY_UPLOAD_BYTES:
        megabytes = settings.SOKY_UPLOAD_BYTES // (1024 * 1024)
        said = _("This file is too large: %d MB are allowed.") % megabytes
        return Problem(said, "upload_too_large")
    return None


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    language = translation.get_language()
    other = "en" if language != "en" else settings.LANGUAGE_CODE
    context = {
        **context,
        "other_language": other,
        "other_language_name": dict(settings.LANGUAGES)[other],
    }
    return render(request, "documents/verify.html", context, status=status)


def _language(request: HttpRequest) -> str:
    """The school's, or English where the address asks for it."""
    return "en" if request.GET.get("lang") == "en" else settings.LANGUAGE_CODE
