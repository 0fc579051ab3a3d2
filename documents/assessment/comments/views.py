"""The pages of the bank of sentences: looked through, edited, brought in from a spreadsheet."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents import drafting
from documents.assessment.comments import acts, carrying, incoming, occasions
from documents.assessment.comments.forms import SCHOOL, SearchForm, SentenceForm
from documents.assessment.comments.searching import found_for
from documents.assessment.models import BankSentence
from people.body_limits import takes_files
from people.door import may_do
from people.fingerprint import fingerprint_of
from people.imports.workbook import MOST_BYTES
from people.models import Staff
from people.offices import TEACHERS_OF_A_CLASS
from people.pages import form_page, powers_of, seen_on, staff_of, succeeded, tell
from people.refusals import ChangedMeanwhile, Refusal

_LINES = 50


def _writer(request: HttpRequest) -> Staff:
    """Who gives comments, or keeps the school's sentences. Raises PermissionDenied."""
    powers = powers_of(request)
    if not powers.posts([*TEACHERS_OF_A_CLASS, *acts.CHANGE_SENTENCES.may]):
        raise PermissionDenied
    return staff_of(request)


def _may_change_schools(request: HttpRequest) -> bool:
    return may_do(acts.CHANGE_SENTENCES, powers_of(request))


@require_safe
def bank(request: HttpRequest) -> HttpResponse:
    staff, form = _writer(request), SearchForm(request.GET)
    sought = form.cleaned_data if form.is_valid() else {}
    context = {
        "form": form,
        "page": drafting.page_of(found_for(staff, sought), request, _LINES),
        "titles": occasions.TITLES,
        "may_change_schools": _may_change_schools(request),
    }
    return render(request, "documents/comments/bank.html", context)


def _own_to_change(request: HttpRequest, pk: int) -> BankSentence:
    """Raises Http404 for another teacher's, PermissionDenied for the school's without the duty."""
    sentence = get_object_or_404(occasions.usable_by(_writer(request)), pk=pk)
    if sentence.owner_id is None and not _may_change_schools(request):
        raise PermissionDenied
    return sentence


@require_http_methods(["GET", "HEAD", "POST"])
def sentence_new(request: HttpRequest) -> HttpResponse:
    by = _writer(request)
    data = request.POST if request.method == "POST" else None
    form = SentenceForm(data, may_change_schools=_may_change_schools(request), is_new=True)
    if form.is_bound and succeeded(form, lambda: acts.put(form.sentence(by), by)):
        messages.success(request, _("The sentence is in the bank."))
        return redirect("comment_bank")
    return _form(request, form, title=_("New sentence"))


@require_http_methods(["GET", "HEAD", "POST"])
def sentence_edit(request: HttpRequest, sentence: int) -> HttpResponse:
    row, by = _own_to_change(request, sentence), _writer(request)
    values = SentenceForm.values_of(row)
    kept, data = fingerprint_of(values), request.POST if request.method == "POST" else None
    form = SentenceForm(data, initial=values, may_change_schools=False, is_new=False)

    def save() -> None:
        if request.POST.get("seen") != kept:
            raise ChangedMeanwhile
        for field, value in form.cleaned_data.items():
            setattr(row, field, value)
        acts.put(row, by)

    if form.is_bound and succeeded(form, save):
        messages.success(request, _("The sentence is in the bank."))
        return redirect("comment_bank")
    return _form(request, form, title=_("Change the sentence"), seen=seen_on(form, kept))


def _form(request: HttpRequest, form: SentenceForm, **context: Any) -> HttpResponse:
    return form_page(request, form, button=_("Save"), back=reverse("comment_bank"), **context)


@require_POST
def sentence_remove(request: HttpRequest, sentence: int) -> HttpResponse:
    acts.remove(_own_to_change(request, sentence), _writer(request))
    messages.success(
        request, _("Taken out of the bank. Comments written with it stay as they are.")
    )
    return redirect("comment_bank")


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def sentences_upload(request: HttpRequest) -> HttpResponse:
    """A spreadsheet; what it would add is shown next."""
    by, may = _writer(request), _may_change_schools(request)
    if request.method != "POST":
        return _ask(request)
    owner = None if may and request.POST.get("whose") == SCHOOL else by.pk
    try:
        rows = incoming.read(_file_of(request), owner)
    except Refusal as refusal:
        return _ask(request, refusal)
    fresh = [row.sentence for row in rows if row.is_new]
    context = {
        "rows": rows,
        "fresh": len(fresh),
        "refused": sum(bool(row.problems) for row in rows),
        "titles": occasions.TITLES,
        "is_schools": owner is None,
        "token": carrying.token_of(fresh, owner, by),
    }
    return render(request, "documents/comments/preview.html", context)


def _file_of(request: HttpRequest) -> bytes:
    file = request.FILES.get("file")
    if file is None:
        raise Refusal(_("Please choose a file first."), "no_file", "file")
    return bytes(file.read(MOST_BYTES + 1))


def _ask(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    problems = refusal.problems if refusal else ()
    context = {"problems": problems, "may_change_schools": _may_change_schools(request)}
    status = refusal.status if refusal else 200
    return render(request, "documents/comments/upload.html", context, status=status)


@require_POST
def sentences_take(request: HttpRequest) -> HttpResponse:
    """As they were shown."""
    by = _writer(request)
    try:
        sentences, owner = carrying.carried_by(request.POST.get("sentences", ""), by)
        added = acts.add_all(sentences, owner, by)
    except Refusal as refusal:
        tell(request, refusal)
        return redirect("sentences_upload")
    messages.success(request, _("%d sentences were added to the bank.") % added)
    return redirect("comment_bank")
