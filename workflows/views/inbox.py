"""My work: what waits for me, sorted by when it is due."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from people.errands import Errand, errands_of
from workflows import inbox, story
from workflows.models import Approval, Notice
from workflows.pages import Shell, shell_of

PAGE = 25
TABS = ("mine", "role", "coming", "done")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    shell = shell_of(request)
    tab = request.GET.get("tab", "")
    if tab not in TABS:
        tab = "role" if shell.role_count and not shell.mine_count else "mine"
    rows = _paginator(shell, tab).get_page(request.GET.get("page"))
    today = timezone.localdate()
    errands = errands_of(shell.powers) if tab == "mine" and rows.number == 1 else []
    context = {
        "tab": tab,
        "today": today,
        "page": rows,
        "groups": [] if tab == "done" else _groups([*errands, *rows], today),
        "told": list(story.tell(rows)) if tab == "done" else [],
        "notices": _news(shell),
    }
    return render(request, "workflows/inbox.html", context)


def _paginator(shell: Shell, tab: str) -> Paginator[Any]:
    paginator = Paginator(_rows(shell, tab), PAGE)
    # The rail has counted these two already.
    counted = {"mine": "own_records", "role": "role_count"}.get(tab)
    if counted:
        paginator.count = getattr(shell, counted)
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
    return list(Notice.objects.filter(recipient=shell.staff).select_related("approval")[:8])
