"""One step on many records: choose classes or records, look, one PIN."""

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from people.models import SchoolClass
from people.refusals import ChangedMeanwhile, Refusal
from workflows import bulk, bulk_worker, folds, inbox, registry, sheets
from workflows.bulk import Prospect
from workflows.forms import LONGEST, new_key
from workflows.loaded import StepRequest
from workflows.models import Approval, BulkRun
from workflows.pages import Shell, shell_of
from workflows.pens import close, open_pens
from workflows.refusals import Incomplete
from workflows.states import NEEDS_REASON, Step

MOST = 3000
# As many as a page lists by name; of more it tells the classes.
LISTED = 60


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Everything at my desks, folded by step, type and class. Nothing is ticked beforehand."""
    shell, wanted = shell_of(request), request.GET.get("step", "")
    if wanted in folds.STEPS:
        rows = _filtered(request, folds.waiting_for(Step(wanted), shell))
        found = {Step(wanted): folds.folds_of(Step(wanted), rows)}
    else:
        found = folds.by_step(_filtered(request, shell.mine))
        found |= folds.by_step(_filtered(request, shell.for_my_role))
    context = {
        "groups": [(step, lines) for step, lines in found.items() if lines],
        "others": [step for step in _others(shell) if step != wanted],
        "types": [(kind.name, kind.title) for kind in registry.all_types()],
        "classes": SchoolClass.objects.filter(year__state="open"),
        "chosen": {name: request.GET.get(name, "") for name in ("type", "class", "step")},
    }
    return render(request, "workflows/bulk_choose.html", context)


def _others(shell: Shell) -> Iterator[Step]:
    """The ways back, for those who have them."""
    if shell.role_count:
        yield Step.SEND_BACK
    if any(kind.unlocked_by in shell.held for kind in registry.all_types()):
        yield Step.UNLOCK


def _filtered(request: HttpRequest, rows: Any) -> Any:
    if record_type := request.GET.get("type"):
        rows = rows.filter(record_type=record_type)
    if place := request.GET.get("class"):
        rows = rows.filter(school_class__name=place)
    return rows


@require_safe
def sheet(request: HttpRequest, step: str) -> HttpResponse:
    """The records of one line as a table: what each says, what has changed, what stands against it."""
    shell, chosen = shell_of(request), _step_of(step)
    key = request.GET.get("fold", "")
    rows = list(folds.waiting_for(chosen, shell).filter(folds.within([key]))[:MOST])
    if not rows:
        raise Http404
    prospects = bulk.preview(StepRequest(chosen, shell.staff, note="–"), rows)
    context = {
        "step": chosen,
        "key": key,
        "fold": folds.folds_of(chosen, Approval.objects.filter(pk__in=[row.pk for row in rows]))[0],
        "sheet": sheets.sheet_of(rows[0].record_type, prospects),
    }
    return render(request, "workflows/bulk_sheet.html", context)


@dataclass(frozen=True)
class Selection:
    """What a person chose: whole lines by their keys, or single records."""

    step: Step
    folds: list[str]
    records: list[str]

    @classmethod
    def sent(cls, step: Step, data: QueryDict) -> "Selection":
        records = [text for text in data.getlist("record") if _is_uuid(text)]
        return cls(step, data.getlist("fold"), records[:MOST])

    def approvals(self, shell: Shell) -> list[Approval]:
        """In the order of the inbox; nothing that this person may not read."""
        if self.records:
            rows = shell.readable.filter(public_id__in=self.records)
        else:
            rows = folds.waiting_for(self.step, shell).filter(folds.within(self.folds))
        return list(rows.order_by(inbox.BY_DUE, "pk")[:MOST])


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _step_of(step: str) -> Step:
    if step not in folds.STEPS:
        raise Http404
    return Step(step)


@sensitive_post_parameters("pin", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, step: str) -> HttpResponse:
    """What would be done and what skipped, and why; then one PIN for all of it."""
    selection = Selection.sent(_step_of(step), request.POST or request.GET)
    approvals = selection.approvals(shell_of(request))
    if not approvals:
        raise Http404
    note = request.POST.get("note", "").strip()
    wanted = StepRequest(selection.step, shell_of(request).staff, note=note or "–")
    prospects = bulk.preview(wanted, approvals)
    if "confirmed" not in request.POST or not _possible(prospects):
        return _look(request, selection, prospects, note)
    try:
        return redirect(_start(request, selection.step, note, _possible(prospects)))
    except Refusal as refusal:
        return _look(request, selection, prospects, note, refusal)


def _possible(prospects: list[Prospect]) -> list[Prospect]:
    return [each for each in prospects if each.capacity]


def _look(
    request: HttpRequest,
    selection: Selection,
    prospects: list[Prospect],
    note: str,
    refusal: Refusal | None = None,
) -> HttpResponse:
    possible, step = _possible(prospects), selection.step
    names = {each.approval.record_type for each in possible}
    context = {
        "step": step,
        "selection": selection,
        "possible": possible,
        "lines": _lines(step, possible),
        "is_long": len(possible) > LISTED,
        "skipped": [each for each in prospects if not each.capacity],
        "fingerprint": bulk.fingerprint_of(possible),
        "needs_reason": step in NEEDS_REASON,
        "note": note,
        "secrets": secrets_of(shell_of(request), step, names),
        "key": request.POST.get("key") or new_key(),
        "problems": refusal.problems if refusal else (),
    }
    status = refusal.status if refusal else 200
    return render(request, "workflows/bulk_confirm.html", context, status=status)


def _lines(step: Step, possible: list[Prospect]) -> list[folds.Fold]:
    rows = Approval.objects.filter(pk__in=[each.approval.pk for each in possible])
    return folds.folds_of(step, rows)


def secrets_of(shell: Shell, step: Step, types: Iterable[str]) -> set[str]:
    """What the person's pen asks for, all these types together."""
    return set().union(*(registry.get(name).model.secrets(shell.staff, step) for name in types))


def _start(request: HttpRequest, step: Step, note: str, possible: list[Prospect]) -> BulkRun:
    """Open the pen first: a wrong PIN is told before anything is written down."""
    key, fingerprint = request.POST.get("key", ""), bulk.fingerprint_of(possible)
    if not re.fullmatch(r"[0-9a-f]{32}", key):
        raise Http404
    if request.POST.get("fingerprint") != fingerprint:
        raise ChangedMeanwhile(
            _("Something in this list has changed since you looked. Please look at it again.")
        )
    if step in NEEDS_REASON and not note:
        raise Incomplete(_("Please say why."), "say_why", "note")
    if len(note) > LONGEST:
        raise Incomplete(_("A remark has at most 4,000 letters."), "remark_too_long", "note")
    staff = shell_of(request).staff
    names = sorted({each.approval.record_type for each in possible})
    pens = open_pens(names, staff, *typed_secrets(request, step))
    with ExitStack() as otherwise:
        otherwise.callback(close, pens)
        chosen = [(each.approval, each.approval.version) for each in possible]
        asked = StepRequest(step, staff, note=note, selection=fingerprint)
        run = bulk.open_run(asked, chosen, key=key)
        otherwise.pop_all()
    bulk_worker.start_once(run, pens)
    return run


def typed_secrets(request: HttpRequest, step: Step) -> tuple[str, Step, str]:
    """PIN and one-time code, as `open_pens` takes them."""
    return request.POST.get("pin", "")[:64], step, request.POST.get("code", "")[:20]
