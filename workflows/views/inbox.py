"""My work: what waits for me, sorted by when it is due."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from people.compiled import NUMBER, CompiledQuery
from people.errands import Errand, errands_of
from workflows import folds, inbox, story
from workflows.models import Approval, Notice
from workflows.pages import Shell, shell_of
from workflows.rail import beginnings_of

PAGE = 25
TABS = ("mine", "role", "coming", "done")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    shell = shell_of(request)
    tab = request.GET.get("tab", "")
    if tab not in TABS:
        tab = "role" if shell.role_count and not shell.mine_count else "mine"
    folded = _folded(shell, tab)
    rows = _paginator(shell, tab, folded).get_page(request.GET.get("page"))
    today = timezone.localdate()
    errands = errands_of(shell.powers) if tab == "mine" and rows.number == 1 else []
    context = {
        "tab": tab,
        "today": today,
        "page": rows,
        "folds": folded if rows.number == 1 else [],
        "groups": [] if tab == "done" else _groups([*errands, *rows], today),
        "told": list(story.tell(rows)) if tab == "done" else [],
        "notices": _news(shell),
        "beginnings": beginnings_of(shell),
    }
    return render(request, "workflows/inbox.html", context)


def _folded(shell: Shell, tab: str) -> Sequence[folds.Fold]:
    if tab == "mine":
        return folds.on_my_desk(shell.access)
    return folds.for_my_role(shell.access) if tab == "role" else []


def _paginator(shell: Shell, tab: str, folded: Sequence[folds.Fold]) -> Paginator[Any]:
    rows = _rows(shell, tab)
    # The rail has counted these two already.
    counted = {"mine": "own_records", "role": "role_count"}.get(tab)
    if not counted:
        return Paginator(rows, PAGE)
    paginator = Paginator(folds.single(rows), PAGE)
    paginator.count = getattr(shell, counted) - sum(fold.count for fold in folded)
    return paginator


def _rows(shell: Shell, tab: str) -> Any:
    match tab:
        case "role":
            return shell.for_my_role
        case "coming":
            return inbox.coming(shell.staff, shell.roster)
        case "done":
            done = inbox.done(shell.staff)
            return done.select_related("by", "acting_for", "approval").prefetch_related("remarks")
        case _:
            return shell.mine


def _groups(
    items: Iterable[Errand | Approval], today: date
) -> list[tuple[str, Sequence[Errand | Approval]]]:
    """Overdue and returned first, then today, then later; empty groups are left out."""
    named: dict[str, list[Errand | Approval]] = {"late": [], "today": [], "later": []}
    for item in items:
        named[_urgency(item, today)].append(item)
    return [(name, group) for name, group in named.items() if group]


def _urgency(item: Errand | Approval, today: date) -> str:
    returned = isinstance(item, Approval) and item.is_returned
    if returned or (item.due_on and item.due_on < today):
        return "late"
    return "today" if item.due_on == today else "later"


def _news(shell: Shell) -> list[Notice]:
    """The last few; one query."""
    return _newest(recipient=shell.staff.pk)


def _of(recipient: int) -> QuerySet[Notice]:
    return Notice.objects.filter(recipient=recipient).select_related("approval")[:8]


_newest = CompiledQuery(_of, recipient=NUMBER)
