"""What every page on which a record is written does: whose draft it is, saving it, saving by itself."""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol, TypeVar
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import IntegrityError, transaction
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import Duty, SchoolYear
from people.pages import tell
from people.refusals import ChangedMeanwhile, Refusal
from people.years.running import running_year
from workflows import registry, remarks, steps
from workflows.forms import LONGEST
from workflows.loaded import LoadedRecord, load_record
from workflows.models import Approval
from workflows.pages import Shell, shell_of
from workflows.permissions import is_drafter
from workflows.record import Record

R = TypeVar("R", bound=Record)
LINES = 25
ANSWER = "answer-"
ShowAgain = Callable[[int], HttpResponse]  # with this status


class Form(Protocol):
    """What a form of a record type offers; Django's model forms do."""

    def save(self, commit: bool = True) -> Any: ...  # noqa: FBT001, FBT002 Django's own signature

    def add_error(self, field: str | None, error: Any) -> None: ...


def shell_for(request: HttpRequest, model: type[Record]) -> Shell:
    """Who asks. Raises PermissionDenied where records of this type never concern this person."""
    shell = shell_of(request)
    if not shell.meets(registry.of(model)):
        raise PermissionDenied
    return shell


def records_of(shell: Shell, model: type[Record]) -> Any:
    """Every record of this type that the person may read."""
    return shell.readable.filter(record_type=registry.of(model).name)


def page_of(rows: Any, request: HttpRequest, lines: int = LINES) -> Page[Any]:
    return Paginator(rows, lines).get_page(request.GET.get("page"))


def working_year() -> SchoolYear:
    """The school year in which a new record is begun. Raises Http404 where none is open."""
    year = running_year()
    if year is None:
        raise Http404(_("No school year is open."))
    return year


def homerooms_of(shell: Shell) -> list[int]:
    """The classes whose homeroom post this person fills today, in person or for somebody absent."""
    return [
        post.place[0] or 0
        for post in shell.roster.posts()
        if post.duty == Duty.HOMEROOM_TEACHER
        and any(taker.person == shell.staff.pk for taker in shell.roster.takers(post))
    ]


def own_draft(request: HttpRequest, model: type[R], public_id: UUID) -> R:
    """The draft of this type and name that this person writes today. Raises Http404."""
    shell = shell_of(request)
    rows = model._default_manager.select_related(
        *model.related, *_OF_APPROVAL, *model.related_to_approval
    )
    name = registry.of(model).name
    record = get_object_or_404(
        rows, approval__public_id=public_id, approval__record_type=name, approval__erased_at=None
    )
    approval = record.approval
    if not (approval.is_draft and is_drafter(approval, shell.staff.pk, shell.roster)):
        raise Http404
    # The record loaded is the one given.
    return LoadedRecord(approval, record).record  # type: ignore[return-value]


_OF_APPROVAL = tuple(
    f"approval__{name}" for name in ("author", "school_year", "school_class", "group", "period")
)


def saved_already(request: HttpRequest) -> UUID | None:
    """A new record's form brings the name it will have: sent twice, it is one record."""
    name = _posted_name(request)
    mine = Approval.objects.filter(public_id=name, author=shell_of(request).staff)
    return name if name and mine.exists() else None


def name_for_new(request: HttpRequest) -> UUID:
    """The name that the form brings, unless it is none or belongs to another record."""
    name = _posted_name(request)
    is_free = name and not Approval.objects.filter(public_id=name).exists()
    return name if name and is_free else uuid4()


def _posted_name(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("public_id", ""))
    except ValueError:
        return None


def list_records(request: HttpRequest, model: type[Record]) -> HttpResponse:
    """The plainest list: what this person may read, the newest first."""
    shell = shell_for(request, model)
    kind = registry.of(model)
    rows = records_of(shell, model).order_by("-updated_at")
    context = {"page": page_of(rows, request), "kind": kind, "may_begin": shell.may_begin(kind)}
    return render(request, f"{kind.name}/list.html", context)


def write(
    request: HttpRequest, form_class: type[ModelForm[Any]], public_id: UUID | None
) -> HttpResponse:
    """The plainest drafting page: a record of the working year and the author's own group."""
    model = form_class._meta.model
    shell_for(request, model)
    public_id = public_id or saved_already(request)
    record = own_draft(request, model, public_id) if public_id else model()
    form = form_class(request.POST or None, request.FILES or None, instance=record)

    def show(status: int) -> HttpResponse:
        context = {"form": form, **draft_context(request, record, public_id)}
        return render(request, f"{model._meta.app_label}/form.html", context, status=status)

    if request.method != "POST" or not form.is_valid():
        return show(422 if request.method == "POST" else 200)
    store = partial(save_over if public_id else _begin_in_own_group, request)
    return save(request, form, store, show)


def _begin_in_own_group(request: HttpRequest, record: Record) -> None:
    staff, name = shell_of(request).staff, name_for_new(request)
    year = working_year()
    steps.open_approval(record, by=staff, school_year=year, group=staff.group, public_id=name)


def draft_context(request: HttpRequest, record: Any, public_id: UUID | None) -> dict[str, Any]:
    """What the template of every draft needs; no record where it has not been begun yet."""
    return {
        "kind": registry.of(type(record)),
        "record": record if public_id else None,
        "public_id": public_id or request.POST.get("public_id") or uuid4(),
        "remarks": remarks.open_remarks(record.approval).select_related("by") if public_id else [],
    }


def save(
    request: HttpRequest, form: Form, store: Callable[[Any], object], show: ShowAgain
) -> HttpResponse:
    """Save what a valid form says and answer: a saved draft may be unfinished.

    `store` opens the approval of a new record, or is `save_over` for one that is there. `show` draws the
    page again with this status.
    """
    if any(len(answer) > LONGEST for answer in _answers(request).values()):
        form.add_error(None, _("An answer has at most %d letters.") % LONGEST)
        return show(422)
    record = form.save(commit=False)
    try:
        store(record)
    except IntegrityError:
        # The same form was sent twice at the same time: the first one has begun the record.
        return redirect(f"{type(record)._meta.app_label}:edit", request.POST["public_id"])
    except ChangedMeanwhile as changed:
        form.add_error(None, changed.as_error())
        return show(changed.status)
    except Refusal as refusal:
        tell(request, refusal)
        return redirect(record.approval if record.approval.pk else "inbox")
    return _saved(request, record)


def _saved(request: HttpRequest, record: Record) -> HttpResponse:
    if request.headers.get("X-Autosave"):
        return _autosaved(record)
    messages.success(request, _("Saved. Look it over, then sign and submit."))
    return redirect(record.get_edit_url() if "stay" in request.POST else record.approval)


def save_over(request: HttpRequest, record: Record) -> None:
    """Save over exactly the draft that the form was opened with: raises ChangedMeanwhile."""
    seen = request.POST.get("seen", "")
    with transaction.atomic():
        locked = Approval.objects.select_for_update(of=("self",)).select_related("school_class")
        now = load_record(locked.get(pk=record.pk)).approval
        if record.fingerprint() != now.fingerprint and seen != now.version:
            raise ChangedMeanwhile
        record.save()
        _answer_remarks(request, record.approval)


def _autosaved(record: Record) -> HttpResponse:
    response = HttpResponse(timezone.localtime().strftime("%H:%M:%S"), content_type="text/plain")
    response["X-Edit-URL"] = record.get_edit_url()
    response["X-Seen"] = record.approval.version
    return response


def _answers(request: HttpRequest) -> dict[str, str]:
    """By the number of the remark."""
    return {
        name.removeprefix(ANSWER): str(text).strip()
        for name, text in request.POST.items()
        if name.startswith(ANSWER)
    }


def _answer_remarks(request: HttpRequest, approval: Approval) -> None:
    answers = _answers(request)
    for remark in remarks.open_remarks(approval):
        answer = answers.get(str(remark.pk))
        if answer is not None and answer != remark.answer:
            remark.answer = answer
            remark.save(update_fields=["answer"])
