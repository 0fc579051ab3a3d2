"""A draft goes over to somebody else: from its author, or by the leaders from who cannot go on with it.

A record of a post needs none of this: it lies with whoever holds the post.
"""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from people.duties import Capacity, Post, Roster, duties_of
from people.models import Duty, Staff
from people.offices import LEADERSHIP
from people.refusals import NotYours
from people.years.models import WORKING
from workflows import flows, notices, trail
from workflows.loaded import LoadedRecord, lock_records
from workflows.models import Approval, Event, Remark
from workflows.permissions import roster_of
from workflows.refusals import Incomplete, NotPossible
from workflows.states import State
from workflows.story import HAND_OVER


def hand_over(approval: Approval, to: Staff, *, by: Staff, reason: str = "") -> Event:
    """From now on the draft is this person's own to write, submit and answer for. Raises Refusal."""
    with transaction.atomic():
        loaded, roster = lock_records([approval.pk])[0], roster_of()
        capacity = _check(loaded, to, by, reason, roster)
        now = loaded.approval
        detail = {"content": now.fingerprint, "from": now.author_id, "staff": to.pk}
        entry = trail.Entry(HAND_OVER, by.pk, now, acting_for=capacity.acting_for, detail=detail)
        [event] = trail.append([entry])
        now.author = to
        now.save(update_fields=["author"])
        flows.give_to(loaded.tasks, to)
        _keep_reason(event, now, by, reason)
        notices.tell([to], _("“%s” is yours to write from now on.") % now.title, now)
    return event


def candidates(approval: Approval) -> QuerySet[Staff]:
    """Who could take it over: works here, drafts such records, is not its author."""
    people = Staff.objects.filter(is_active=True).exclude(pk=approval.author_id)
    duties = approval.type.drafted_by
    if duties:
        people = people.filter(pk__in=[staff.pk for staff in people if _drafts(staff, duties)])
    return people.order_by("name_key", "pk")


def capacity_for(approval: Approval, staff: Staff, roster: Roster) -> Capacity | None:
    """In which capacity this person may hand it over: as its author, or as a leader; None in none."""
    if approval.post or not approval.is_draft or approval.erased_at:
        return None
    if staff.pk == approval.author_id:
        return Capacity(staff.pk)
    own = frozenset({approval.author_id})
    takers = {taker for duty in LEADERSHIP for taker in roster.takers(Post(duty), own)}
    mine = [taker for taker in takers if taker.person == staff.pk]
    return min(mine, key=lambda taker: taker.acting_for or 0, default=None)


def left_behind() -> QuerySet[Approval]:
    """Drafts whose author works here no longer: nobody can go on with them until they are handed over."""
    return Approval.objects.filter(
        state=State.DRAFT,
        post="",
        erased_at=None,
        author__is_active=False,
        school_year__state__in=WORKING,
    )


def _check(loaded: LoadedRecord, to: Staff, by: Staff, reason: str, roster: Roster) -> Capacity:
    approval = loaded.approval
    capacity = capacity_for(approval, by, roster)
    if capacity is None:
        raise NotYours(_("This draft is not yours to hand over."))
    if not approval.school_year.takes_work:
        raise NotPossible(
            _("The school year %s is locked: its records stay as they are.") % approval.school_year,
            "year_closed_to_records",
        )
    if by.pk != approval.author_id and not reason.strip():
        raise Incomplete(_("Please say why."), "say_why", "reason")
    if not candidates(approval).filter(pk=to.pk).exists():
        raise Incomplete(
            _("%s does not write such records.") % to.called, "does_not_write_these", "to"
        )
    if _would_judge(approval, to, roster):
        raise Incomplete(
            _("%(author)s would then judge what %(author)s began. Choose another way.")
            % {"author": approval.author.called},
            "would_judge_own_work",
            "to",
        )
    return capacity


def _would_judge(approval: Approval, to: Staff, roster: Roster) -> bool:
    """Would who gives it away sit at one of its desks?"""
    posts = [post for desk in approval.type.desks for post in desk.posts(approval)]
    takers = (taker for post in posts for taker in roster.takers(post, frozenset({to.pk})))
    return any(taker.touches({approval.author_id}) for taker in takers)


def _drafts(staff: Staff, duties: tuple[Duty, ...]) -> bool:
    return duties_of(staff).filter(duty__in=duties).exists()


def _keep_reason(event: Event, approval: Approval, by: Staff, reason: str) -> None:
    if reason.strip():
        Remark.objects.create(
            approval=approval,
            event=event,
            revision=event.revision,
            round=event.round,
            by=by,
            at=event.at,
            text=reason.strip(),
        )
