"""The pages of spreadsheets: upload, difference, apply, result with undo; and taking out."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.body_limits import takes_files
from people.door import may_do
from people.imports.acts import APPLY, EXPORT
from people.imports.apply import apply
from people.imports.dry_run import compare
from people.imports.export import Wanted, export, refused_rows
from people.imports.forgetting import DAYS_APPLIED, DAYS_COMPARED
from people.imports.forms import ExportForm, UploadForm
from people.imports.models import ImportRun
from people.imports.shown import shown, tabs, to_be_made
from people.imports.undo import undo
from people.imports.workbook import MOST_BYTES, UnreadableFile
from people.pages import for_act, staff_of
from people.pupils.acts import CHANGE_PROTECTED
from people.refusals import Problem, Refusal

_A_PAGE, _LISTED = 100, 50
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEAVY = ("rows", "verdicts", "made", "notes")
_import = for_act(*APPLY.values())


@require_safe
@_import
def imports(request: HttpRequest) -> HttpResponse:
    runs = ImportRun.objects.defer(*_HEAVY).select_related("by", "applied_by", "undone_by")
    page = Paginator(runs, _LISTED).get_page(request.GET.get("page"))
    return render(
        request, "people/imports/imports.html", {"page": page, "kinds": ImportRun.Kind.choices}
    )


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
@_import
def upload(request: HttpRequest) -> HttpResponse:
    kind = request.POST.get("kind") or request.GET.get("kind") or ImportRun.Kind.PUPILS
    if kind not in ImportRun.Kind.values:
        raise Http404
    form = UploadForm(kind)
    if request.method == "POST":
        form = UploadForm(kind, request.POST, request.FILES)
        run = _compared(form, request) if form.is_valid() else None
        if run:
            return redirect(run)
    context = {"form": form, "kind": ImportRun.Kind(kind).label, "days": DAYS_COMPARED}
    status = 422 if form.errors else 200
    return render(request, "people/imports/upload.html", context, status=status)


def _compared(form: UploadForm, request: HttpRequest) -> ImportRun | None:
    file = form.cleaned_data["file"]
    try:
        data = file.read(MOST_BYTES + 1)
        return compare(data, file.name or "", form.asked(), staff_of(request))
    except Refusal as refusal:
        is_of_file = isinstance(refusal, UnreadableFile)
        form.add_error("file" if is_of_file else None, refusal.as_error())
    return None


@require_safe
@_import
def one_import(request: HttpRequest, public_id: object) -> HttpResponse:
    return _page(request, _run(public_id))


def _run(public_id: object) -> ImportRun:
    runs = ImportRun.objects.defer("rows", "made")
    people = ("year", "by", "applied_by", "undone_by")
    return get_object_or_404(runs.select_related(*people), public_id=public_id)


def _page(request: HttpRequest, run: ImportRun, problems: Sequence[Problem] = ()) -> HttpResponse:
    show = request.GET.get("show", "")
    verdicts = [one for one in run.verdicts or () if not show or one["outcome"] == show]
    page = Paginator(verdicts, _A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "run": run,
        "tabs": tabs(run, show),
        "page": page,
        "verdicts": [shown(one, run.kind) for one in page],
        "to_be_made": to_be_made(run),
        "problems": problems,
        "to_do": run.counts.get("new", 0) + run.counts.get("changed", 0),
        "days": DAYS_APPLIED,
        "is_emptied": run.verdicts is None,
    }
    return render(request, "people/imports/import.html", context, status=422 if problems else 200)


@require_POST
@_import
def apply_import(request: HttpRequest, public_id: object) -> HttpResponse:
    run = _run(public_id)
    try:
        done = apply(run, request.POST.get("seen", ""), staff_of(request))
    except Refusal as refusal:
        return _page(request, _run(public_id), refusal.problems)
    counts = {"new": done.counts["new"], "changed": done.counts["changed"]}
    messages.success(request, _("Done: %(new)d new, %(changed)d changed.") % counts)
    return redirect(run)


@require_POST
@_import
def undo_import(request: HttpRequest, public_id: object) -> HttpResponse:
    run = _run(public_id)
    try:
        undo(run, staff_of(request))
    except Refusal as refusal:
        return _page(request, run, refusal.problems)
    messages.success(request, _("The import is taken back."))
    return redirect(run)


@require_safe
@_import
def refused(request: HttpRequest, public_id: object) -> HttpResponse:
    run = _run(public_id)
    if run.verdicts is None:
        raise Http404
    return _file(refused_rows(run, staff_of(request)), f"chua-nhan-{run.pk}.xlsx")


def _file(data: bytes, name: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=_XLSX, headers=disposition)


@require_http_methods(["GET", "HEAD", "POST"])
@for_act(EXPORT)
def export_page(request: HttpRequest) -> HttpResponse:
    form = ExportForm(request.POST if request.method == "POST" else None)
    if not may_do(CHANGE_PROTECTED, staff_of(request)):
        del form.fields["protected"]
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        wanted = Wanted(
            data["kind"], data["year"], data["school_class"], data.get("protected", False)
        )
        return _file(export(wanted, staff_of(request)), f"{data['kind']}-{data['year'].pk}.xlsx")
    status = 422 if form.errors else 200
    return render(request, "people/imports/export.html", {"form": form}, status=status)
