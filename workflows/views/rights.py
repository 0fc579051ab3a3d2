"""Who may do what, and why: the whole school's table for leaders and board, one's own for everybody."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from people.digits import is_number
from people.duties import in_force
from people.models import Assignment, Duty, Staff
from people.powers import Powers
from workflows import rights
from workflows.pages import Shell, shell_of


@require_safe
def school(request: HttpRequest) -> HttpResponse:
    shell = shell_of(request)
    if not _sees_all(shell):
        raise PermissionDenied
    rows = _in_force(shell)
    context = {
        "duties": [(duty.label, _holders(duty, rows)) for duty in Duty],
        "sections": rights.sections(),
        "people": Staff.objects.filter(is_active=True),
    }
    return render(request, "workflows/rights_of_all.html", context)


@require_safe
def person(request: HttpRequest) -> HttpResponse:
    """One's own, or that of the person chosen (`person`) for who sees all."""
    shell = shell_of(request)
    powers = _powers_of(shell, request.GET.get("person", ""))
    context = {
        "person": powers.staff,
        "is_own": powers.staff == shell.staff,
        "sees_all": _sees_all(shell),
        "reasons": rights.reasons(powers),
        "everybodys": rights.everybodys(),
    }
    return render(request, "workflows/rights.html", context)


def _powers_of(shell: Shell, asked: str) -> Powers:
    if not asked or asked == str(shell.staff.pk):
        return shell.powers
    if not _sees_all(shell):
        raise PermissionDenied
    found = Staff.objects.filter(pk=int(asked)).first() if is_number(asked) else None
    if found is None:
        raise Http404
    return Powers(found)


def _sees_all(shell: Shell) -> bool:
    return shell.is_auditor or shell.keeps_structure


def _in_force(shell: Shell) -> list[Assignment]:
    rows = Assignment.objects.filter(in_force(shell.powers.on), staff__is_active=True)
    return list(
        rows.exclude(duty=Duty.SUBJECT_TEACHER)
        .select_related("staff", "group", "school_class")
        .order_by("group", "school_class__name", "staff__name_key")
    )


def _holders(duty: Duty, rows: list[Assignment]) -> list[dict[str, Any]]:
    return [
        {"staff": row.staff, "place": row.group or row.school_class, "since": row.starts_on}
        for row in rows
        if row.duty == duty
    ]
