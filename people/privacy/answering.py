"""Entering a request about personal data, answering it, doing or refusing what it asks."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from people.door import change
from people.incidents.working_days import working_day_after
from people.models import DataRequest, DataRequestNote, Staff
from people.privacy.acts import ENTER, ENTER_OWN
from people.privacy.processing import PUPILS, STAFF, refusal_of_erasure
from people.privacy.states import STEPS, State, Step
from people.refusals import Refusal

# The first answer (NĐ 356/2025/NĐ-CP), and what is proposed for the rest.
FIRST_ANSWER_DAYS, REST_DAYS = 2, 10
_EARLIEST, _LONGEST_DAYS = date(2000, 1, 1), 366


def enter(new: DataRequest, by: Staff, school_class: int | None = None) -> DataRequest:
    """On behalf of a family, or one's own. Raises Refusal."""
    if new.staff_id is not None and new.staff_id != by.pk:
        raise Refusal(_("Everybody asks about the own data in person."), "ask_in_person")
    if new.asked_on > timezone.localdate():
        raise Refusal(_("The day lies in the future."), "day_in_future")
    if new.asked_on < _EARLIEST:
        raise Refusal(_("The day lies before %s.") % f"{_EARLIEST:%d/%m/%Y}", "day_too_early")
    act, place = (ENTER_OWN, ()) if new.staff_id else (ENTER, (school_class,))
    with change(act, by, place) as about:
        new.by = by
        new.due_on = working_day_after(new.asked_on, FIRST_ANSWER_DAYS)
        new.save(force_insert=True)
        about["request"] = new.pk
    return new


def take(
    name: str, request: DataRequest, by: Staff, text: str, until: date | None = None
) -> DataRequest:
    """One step of the table, in words. `until` is promised by a first answer. Raises Refusal."""
    step, text = STEPS[name], text.strip()
    if until and (until - timezone.localdate()).days > _LONGEST_DAYS:
        raise Refusal(_("The day lies more than a year ahead."), "day_too_far_ahead")
    with change(step.act, by, request=request.pk) as about:
        now = DataRequest.objects.select_for_update().get(pk=request.pk)
        _insist(step, now, by, text)
        _follow(step, now, until)
        now.save()
        DataRequestNote.objects.create(
            request=now, step=name, text=text, by=by, acting_for_id=about.acting_for
        )
    return now


def _insist(step: Step, request: DataRequest, by: Staff, text: str) -> None:
    if step.name == "withdraw" and request.by_id != by.pk:
        raise Refusal(_("Only who entered it may do this."), "only_who_entered")
    if step.name != "withdraw" and request.staff_id == by.pk:
        raise Refusal(_("Somebody else decides about a request on your own data."), "own_request")
    if request.state not in step.sources:
        raise Refusal(
            _("This is not possible any more; the state is now: %s.") % request.get_state_display(),
            "not_from_this_state",
        )
    if step.name == "done" and must_be_refused(request):
        raise Refusal(law_against(request), "law_keeps_it")
    if not text:
        raise Refusal(_("Please write what you answer."), "answer_missing")


def must_be_refused(request: DataRequest) -> bool:
    return bool(law_against(request))


def law_against(request: DataRequest) -> str:
    """Why this erasure is refused: the law makes the school keep these data. Else empty."""
    if request.kind != DataRequest.Kind.ERASE:
        return ""
    return refusal_of_erasure(request.category, STAFF if request.staff_id else PUPILS)


def _follow(step: Step, request: DataRequest, until: date | None) -> None:
    """The first answer is the first thing said, also where it is the last."""
    now, request.state = timezone.now(), step.target
    if step.name != "withdraw":
        request.first_answer_at = request.first_answer_at or now
    if step.target is State.ANSWERED:
        request.due_on = until or proposed_day()
    else:
        request.decided_at = now


def proposed_day() -> date:
    return working_day_after(timezone.localdate(), REST_DAYS)
