"""The check of all accounts: what is found today, and minutes of it that can be signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from people.accounts import acts, findings
from people.accounts.findings import Finding, Kind, Survey
from people.accounts.gate import for_keepers
from people.accounts.models import AccountCheck
from people.door import change
from people.models import Staff
from people.pages import staff_of
from people.years.running import letterhead_on

_LAST = 10


@dataclass(frozen=True, slots=True)
class Line:
    staff: Staff
    since: datetime | None
    count: int
    other: Staff | None


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of finding, with all people it was found with."""

    kind: Kind
    lines: list[Line]


@require_safe
@for_keepers
def page(request: HttpRequest) -> HttpResponse:
    survey = Survey()
    found = findings.all_findings(survey)
    context = {
        "sections": _sections(found, survey.people),
        "count": len(found),
        "people": len(survey.working),
        "is_demo": settings.SOKY_DEMO,
        "checks": AccountCheck.objects.select_related("by")[:_LAST],
    }
    return render(request, "people/accounts/check.html", context)


@require_POST
@for_keepers
def keep(request: HttpRequest) -> HttpResponse:
    """Look once more, write down that it was looked and what was found, and print that."""
    found = findings.all_findings(Survey())
    with change(acts.CHECKED, by=staff_of(request), count=len(found)):
        row = AccountCheck.objects.create(by=staff_of(request), found=[_kept(one) for one in found])
    return redirect(reverse("account_minutes", args=[row.pk]) + "?print")


@require_safe
@for_keepers
def minutes(request: HttpRequest, check: int) -> HttpResponse:
    row = get_object_or_404(AccountCheck.objects.select_related("by"), pk=check)
    known = {kind.name: kind for kind in findings.kinds()}
    found = [_read(one, known) for one in row.found if one["kind"] in known]
    numbers = {one.staff for one in found} | {one.other for one in found if one.other}
    context = {
        "check": row,
        "sections": _sections(found, Staff.objects.in_bulk(numbers)),
        "count": len(found),
        "school": letterhead_on(timezone.localdate(row.at)),
        "prints_at_once": "print" in request.GET,
    }
    return render(request, "people/accounts/minutes.html", context)


def _kept(found: Finding) -> dict[str, Any]:
    return {
        "kind": found.kind.name,
        "staff": found.staff,
        "since": found.since.isoformat() if found.since else None,
        "count": found.count,
        "other": found.other,
    }


def _read(kept: dict[str, Any], known: dict[str, Kind]) -> Finding:
    since = parse_datetime(kept["since"]) if kept["since"] else None
    return Finding(known[kept["kind"]], kept["staff"], since, kept["count"], kept["other"])


def _sections(found: list[Finding], people: Mapping[int, Staff]) -> list[Section]:
    """Every kind that is looked for, also where nothing was found: that was looked at, too."""
    in_order = sorted(found, key=lambda one: (people[one.staff].name_key, one.staff))
    return [
        Section(
            kind,
            [
                Line(people[one.staff], one.since, one.count, people.get(one.other or 0))
                for one in in_order
                if one.kind == kind
            ],
        )
        for kind in findings.kinds()
    ]
