"""The page on which the keeper of the seal packs digital transcripts and takes the packages along."""

from contextlib import closing
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from documents import signing
from documents.records.transcript import board
from documents.records.transcript.class_packages import (
    PACK,
    files_of_year,
    pack,
    packages_of_year,
)
from documents.records.transcript.forms import PackForm
from documents.records.transcript.models import Transcript
from documents.records.transcript.package_log import ClassPackage
from documents.records.transcript.xml.profile import OPEN
from people.models import SchoolYear, Staff
from people.pages import for_act, staff_of, succeeded
from workflows.states import Step
from workflows.views.bulk import typed_secrets


@require_http_methods(["GET", "HEAD", "POST"])
@for_act(PACK)
def packages(request: HttpRequest) -> HttpResponse:
    years, by = board.years_with_transcripts(), staff_of(request)
    year = board.year_among(years, request.GET.get("year", ""))
    form = PackForm(request.POST if request.method == "POST" else None, year)
    if form.is_bound and succeeded(form, lambda: _pack(request, form, by)):
        return redirect(f"{reverse('transcript:packages')}?year={year.pk if year else ''}")
    context = {
        "form": form,
        "years": years,
        "year": year,
        "rows": _rows(year) if year else [],
        "secrets": Transcript.secrets(by, Step.ISSUE),
        "open_questions": OPEN,
    }
    status = 422 if form.is_bound else 200
    return render(request, "transcript/packages.html", context, status=status)


@sensitive_variables("pin", "code")
def _pack(request: HttpRequest, form: PackForm, by: Staff) -> None:
    pin, _step, code = typed_secrets(request, Step.ISSUE)
    with closing(signing.open_pen(by, pin, code, is_seal=True)) as seal:
        pack(form.cleaned_data["classes"], by, seal)


def _rows(year: SchoolYear) -> list[dict[str, Any]]:
    files = files_of_year(year)
    made = packages_of_year(files)
    return [
        {"school_class": of, "number": len(each), "packages": made.get(of, [])}
        for of, each in files.items()
    ]


@require_safe
@for_act(PACK)
def package(request: HttpRequest, package: int) -> HttpResponse:
    """As the gateway takes it, in a file of its own."""
    chosen = get_object_or_404(ClassPackage, pk=package)
    response = HttpResponse(chosen.content, content_type="text/plain; charset=us-ascii")
    response["Content-Disposition"] = f'attachment; filename="{chosen.message_id}.txt"'
    response["Cache-Control"] = "no-store"
    return response
