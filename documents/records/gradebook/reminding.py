"""Reminding those, and only those, whose sheets of a period are not confirmed yet."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from documents.records.gradebook import board
from people.door import Act, change, declare, may_do
from people.models import AssessmentPeriod, Staff
from people.offices import LEADERSHIP
from people.pages import powers_of, staff_of
from workflows import notices
from workflows.permissions import roster_of

REMIND = declare(
    Act(
        "late_reminded",
        gettext_lazy("Reminder of sheets"),
        gettext_lazy("%(who)s reminded %(people)d people of sheets not confirmed yet."),
        LEADERSHIP,
        in_person=False,
    )
)


@require_POST
def remind(request: HttpRequest, period: int) -> HttpResponse:
    """One notice for each who is late, with how many sheets."""
    if not may_do(REMIND, powers_of(request)):
        raise PermissionDenied
    of = get_object_or_404(AssessmentPeriod.objects.select_related("year"), pk=period)
    late = late_at(of)
    with change(REMIND, staff_of(request), period=of.pk, people=len(late)):
        people = Staff.objects.in_bulk(late)
        for pk, number in late.items():
            facts = {
                "n": number,
                "period": of.get_moment_display(),
                "day": f"{of.closes_on:%d/%m/%Y}",
            }
            said = _(
                "%(n)d of your score sheets (%(period)s) are not confirmed yet; they close on %(day)s."
            )
            notices.tell([people[pk]], said % facts)
    messages.success(request, _("%d people were reminded.") % len(late))
    return redirect(f"{reverse('gradebook:progress')}?period={of.pk}")


def late_at(period: AssessmentPeriod) -> Counter[int]:
    """By person how many sheets of the period wait for him or her, begun or not."""
    roster, late = roster_of(), Counter[int]()
    for place in board.places_of(list(board.classes_of(period.year)), [period]):
        for sheet in place.open_sheets:
            late.update({taker.person for taker in roster.takers(sheet.post)})
    return late
