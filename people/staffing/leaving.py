"""Somebody leaves the school, or is taken on again: duties, substitutions and the account as one act."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.utils import bulk_update_with_history

from people.accounts import sessions
from people.accounts.keeping import insist_on_somebody_else
from people.accounts.models import SignedIn, Suspension
from people.door import Act, change, declare
from people.duties import holds
from people.models import Assignment, Duty, Staff, Substitution
from people.refusals import Refusal
from people.staffing.teaching import end_many
from people.years.models import LOCKED

LEAVE = declare(
    Act(
        "staff_left",
        gettext_lazy("Somebody works here no longer"),
        gettext_lazy("%(who)s recorded that %(staff)s worked here until %(last_day)s."),
        (Duty.PRINCIPAL,),
    )
)
TAKE_ON_AGAIN = declare(
    Act(
        "staff_taken_on_again",
        gettext_lazy("Somebody works here again"),
        gettext_lazy("%(who)s took on %(staff)s again."),
        (Duty.PRINCIPAL,),
    )
)


def duties_until(staff: Staff, last_day: date) -> QuerySet[Assignment]:
    """What ends with this day: all that lasts beyond it, or was to begin later. Locked years stay."""
    beyond = Q(ends_on=None) | Q(ends_on__gt=last_day)
    rows = Assignment.objects.filter(beyond, staff=staff)
    return rows.exclude(school_class__year__state__in=LOCKED).select_related(
        "school_class", "subject", "group"
    )


def leave(staff: Staff, last_day: date, by: Staff, reason: str) -> None:
    """Nothing of this person's past changes, and the signing key stays: the board ends it. Raises Refusal."""
    with change(LEAVE, by, staff=staff.pk, last_day=f"{last_day:%d/%m/%Y}") as about:
        now = Staff.objects.select_for_update().get(pk=staff.pk)
        _insist(now, last_day, by)
        ending = list(duties_until(now, last_day))
        about["duties"] = len(ending)
        end_many(ending, last_day + timedelta(days=1), by)
        _end_substitutions(now, last_day, by)
        Suspension.objects.filter(staff=now, ended_at=None).update(
            ended_at=timezone.now(), ended_by=by
        )
        now.is_active = False
        now._change_reason = reason  # type: ignore[attr-defined]  # noqa: SLF001 kept by the history
        now.save()
        sessions.end(SignedIn.objects.filter(staff=now), by)


def _insist(staff: Staff, last_day: date, by: Staff) -> None:
    insist_on_somebody_else(staff, by)
    if last_day > timezone.localdate():
        raise Refusal(_("This is recorded on the last day, or afterwards."), "last_day_not_come")
    if holds(staff, Duty.PRINCIPAL):
        raise Refusal(
            _("A school needs a principal: give the duty to the successor first."),
            "principal_needed",
        )
    is_suspended = Suspension.objects.filter(staff=staff, ended_at=None).exists()
    if not staff.is_active and not is_suspended:
        raise Refusal(_("%s does not work here any more.") % staff, "works_here_no_longer")


def _end_substitutions(staff: Staff, last_day: date, by: Staff) -> None:
    mine = Q(absent=staff) | Q(substitute=staff)
    rows = list(Substitution.objects.filter(mine, ends_on__gt=last_day))
    for row in rows:
        row.ends_on = last_day
    bulk_update_with_history(rows, Substitution, ["ends_on"], default_user=by)


def take_on_again(staff: Staff, by: Staff) -> None:
    """With the account that there was, and without any duty. Raises Refusal."""
    with change(TAKE_ON_AGAIN, by, staff=staff.pk):
        now = Staff.objects.select_for_update().get(pk=staff.pk)
        if now.is_active or Suspension.objects.filter(staff=now, ended_at=None).exists():
            raise Refusal(_("%s has not left.") % staff, "has_not_left")
        now.is_active = True
        now.save()
