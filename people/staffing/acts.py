"""Taking in staff, giving duties and ending them, substitutions: what may be done, and by whom."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.accounts.keeping import insist_on_own_names
from people.door import Act, change, declare
from people.duties import LASTED
from people.models import Assignment, Duty, Staff, Substitution, SubstitutionRequest
from people.offices import ADMINISTRATION
from people.refusals import Refusal

_LONGEST_DAYS = 366

CHANGE_STAFF = declare(
    Act(
        "staff_changed",
        gettext_lazy("Staff data changed"),
        gettext_lazy("%(who)s changed the data of %(staff)s."),
        ADMINISTRATION,
    )
)
GIVE_DUTY = declare(
    Act(
        "duty_given",
        gettext_lazy("Duty given"),
        gettext_lazy("%(who)s gave %(staff)s a duty (%(duty)s)."),
        (Duty.PRINCIPAL,),
    )
)
END_DUTY = declare(
    Act(
        "duty_ended",
        gettext_lazy("Duty ended"),
        gettext_lazy("%(who)s ended a duty of %(staff)s (%(duty)s)."),
        (Duty.PRINCIPAL,),
    )
)
GRANT = declare(
    Act(
        "substitution_granted",
        gettext_lazy("Substitution granted"),
        gettext_lazy("%(who)s let somebody stand in for %(staff)s."),
        (Duty.PRINCIPAL,),
    )
)
REFUSE = declare(
    Act(
        "substitution_refused",
        gettext_lazy("Substitution refused"),
        gettext_lazy("%(who)s refused a substitution for %(staff)s."),
        (Duty.PRINCIPAL,),
    )
)
END_SUBSTITUTION = declare(
    Act(
        "substitution_ended",
        gettext_lazy("Substitution ended"),
        gettext_lazy("%(who)s ended a substitution for %(staff)s."),
        (Duty.PRINCIPAL,),
    )
)
ASK_FOR_ANOTHER = declare(
    Act(
        "substitution_asked",
        gettext_lazy("Substitution asked for"),
        gettext_lazy("%(who)s asked for a substitution for %(staff)s."),
        (Duty.RECORDS_BOARD, Duty.PRINCIPAL),
    )
)
ASK_FOR_ONESELF = declare(
    Act(
        "own_substitution_asked",
        gettext_lazy("Own substitution asked for"),
        gettext_lazy("%(who)s asked that somebody stands in."),
    )
)


def add_staff(staff: Staff, by: Staff) -> None:
    """Somebody new, who cannot sign in until an account is made. Raises Refusal."""
    with change(CHANGE_STAFF, by) as about:
        staff.set_unusable_password()
        staff.save(force_insert=True)
        about["staff"] = staff.pk


def change_staff(staff: Staff, changed: Iterable[str], by: Staff) -> None:
    """These fields of the row as it is now: what others changed meanwhile stays. Raises Refusal."""
    with change(CHANGE_STAFF, by, staff=staff.pk):
        insist_on_own_names(staff, by)
        now = Staff.objects.select_for_update().get(pk=staff.pk)
        for name in changed:
            setattr(now, name, getattr(staff, name))
        now.save()


def give_duty(new: Assignment, by: Staff) -> Assignment:
    """A leading duty from a day, by a decision. Raises Refusal."""
    if new.staff_id == by.pk:
        raise Refusal(_("Nobody gives a duty to himself or herself."), "own_duty")
    if not new.staff.is_active:
        raise Refusal(_("%s does not work here any more.") % new.staff, "works_here_no_longer")
    if new.duty in {Duty.GROUP_LEADER, Duty.DEPUTY_LEADER} and new.group is None:
        raise Refusal(_("Please choose the group."), "group_missing")
    with change(GIVE_DUTY, by, staff=new.staff_id, duty=str(new.duty)) as about:
        _insist_on_once(new)
        new.save(force_insert=True)
        about["assignment"] = new.pk
    return new


def _insist_on_once(new: Assignment) -> None:
    """A form that was sent twice gives no duty twice."""
    Staff.objects.select_for_update(no_key=True).get(pk=new.staff_id)
    overlapping = Q(ends_on=None) | Q(ends_on__gte=new.starts_on)
    same = Assignment.objects.filter(
        LASTED, overlapping, staff=new.staff_id, duty=new.duty, group=new.group
    )
    if new.ends_on:
        same = same.filter(starts_on__lte=new.ends_on)
    held = same.first()
    if held:
        facts = {"duty": held, "day": f"{held.starts_on:%d/%m/%Y}"}
        raise Refusal(_("%(duty)s: held already, since %(day)s.") % facts, "duty_held_already")


def end_duty(assignment: Assignment, last_day: date, by: Staff) -> None:
    """The duty ends with this day. The last principal's never does, and none goes on that has ended.

    Raises Refusal.
    """
    with change(END_DUTY, by, staff=assignment.staff_id, duty=assignment.duty) as about:
        # All who hold it: of two principals who end each other's duty, the second is refused.
        held = Assignment.objects.select_for_update().filter(duty=assignment.duty).order_by("pk")
        now = next(one for one in held if one.pk == assignment.pk)
        _insist_on_last_day(now, last_day)
        about["assignment"] = now.pk
        now.ends_on = last_day
        now.save()


def _insist_on_last_day(assignment: Assignment, last_day: date) -> None:
    if assignment.ends_on and last_day > assignment.ends_on:
        said = _("It ends on %s already: give the duty anew.") % f"{assignment.ends_on:%d/%m/%Y}"
        raise Refusal(said, "duty_ends_earlier")
    if last_day < assignment.starts_on - timedelta(days=1):
        raise Refusal(_("The last day lies before the first."), "last_day_before_first")
    if assignment.duty == Duty.PRINCIPAL and not _another_principal(assignment, last_day):
        said = _("A school needs a principal: give the duty to the successor first.")
        raise Refusal(said, "principal_needed")


def _another_principal(leaving: Assignment, last_day: date) -> bool:
    after = last_day + timedelta(days=1)
    others = Assignment.objects.filter(duty=Duty.PRINCIPAL, starts_on__lte=after, ends_on=None)
    return others.exclude(pk=leaving.pk).filter(staff__is_active=True).exists()


def ask_for_substitution(new: SubstitutionRequest, by: Staff) -> SubstitutionRequest:
    """Somebody asks for himself; for others the board and the principal. Raises Refusal."""
    _insist_on_sense(new)
    act = ASK_FOR_ONESELF if new.absent_id == by.pk else ASK_FOR_ANOTHER
    with change(act, by, staff=new.absent_id) as about:
        open_ones = SubstitutionRequest.objects.filter(granted=None, refused_at=None)
        _insist_on_another_span(new, open_ones)
        _insist_on_another_span(new, Substitution.objects.all())
        new.asked_by = by
        new.save(force_insert=True)
        about["request"] = new.pk
    return new


def _insist_on_sense(new: SubstitutionRequest) -> None:
    if new.absent_id == new.substitute_id:
        raise Refusal(_("Somebody else must stand in."), "own_substitute")
    if new.ends_on is None or new.ends_on < max(new.starts_on, timezone.localdate()):
        raise Refusal(
            _("The last day must not lie before the first, nor before today."), "last_day_too_early"
        )
    if (new.ends_on - new.starts_on).days > _LONGEST_DAYS:
        raise Refusal(_("A substitution lasts at most a year."), "substitution_too_long")
    if not (new.absent.is_active and new.substitute.is_active):
        raise Refusal(_("Both must work here."), "both_must_work_here")


def _insist_on_another_span(
    new: SubstitutionRequest, others: QuerySet[SubstitutionRequest] | QuerySet[Substitution]
) -> None:
    """The same two stand in for each other once a day: ending it then ends it."""
    Staff.objects.select_for_update(no_key=True).get(pk=new.absent_id)
    same = others.filter(absent=new.absent_id, substitute=new.substitute_id)
    if same.filter(starts_on__lte=new.ends_on, ends_on__gte=new.starts_on).exists():
        raise Refusal(_("These two are entered for these days already."), "entered_already")


def grant(request: SubstitutionRequest, by: Staff) -> Substitution:
    """The principal lets it be. Nobody grants himself to stand in. Raises Refusal."""
    if request.substitute_id == by.pk:
        raise Refusal(_("Nobody lets himself or herself stand in for another."), "own_substitution")
    with change(GRANT, by, staff=request.absent_id) as about:
        _insist_on_open(request)
        _insist_on_sense(request)
        _insist_on_another_span(request, Substitution.objects.all())
        request.granted = Substitution.objects.create(
            absent_id=request.absent_id,
            substitute_id=request.substitute_id,
            starts_on=request.starts_on,
            ends_on=request.ends_on,
            reason=request.reason,
            granted_by=by,
        )
        request.save()
        about["substitution"] = request.granted.pk
    return request.granted


def refuse(request: SubstitutionRequest, reason: str, by: Staff) -> None:
    if not reason.strip():
        raise Refusal(_("Please give the reason."), "reason_missing")
    with change(REFUSE, by, staff=request.absent_id, request=request.pk):
        _insist_on_open(request)
        request.refused_at, request.refusal = timezone.now(), reason
        request.save()


def _insist_on_open(request: SubstitutionRequest) -> None:
    now = SubstitutionRequest.objects.select_for_update().get(pk=request.pk)
    if not now.is_open:
        raise Refusal(_("This was decided already."), "decided_already")


def end_substitution(substitution: Substitution, by: Staff) -> None:
    """From now on; what was done under it stays. Raises Refusal."""
    yesterday = timezone.localdate() - timedelta(days=1)
    with change(END_SUBSTITUTION, by, staff=substitution.absent_id) as about:
        about["substitution"] = substitution.pk
        now = Substitution.objects.select_for_update().get(pk=substitution.pk)
        if now.ends_on is None or now.ends_on <= yesterday:
            raise Refusal(_("It has ended already."), "ended_already")
        now.ends_on = yesterday
        now.save()
