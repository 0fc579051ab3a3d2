"""Opening, closing, locking and archiving a school year."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.utils import bulk_update_with_history

from people.door import Act, change, declare
from people.models import Assignment, Duty, SchoolYear, Staff
from people.new_year import proposals
from people.refusals import Refusal
from people.staffing.gaps import gaps_of

State = SchoolYear.State


@dataclass(frozen=True, slots=True)
class Turn:
    """One way from a state to another."""

    act: Act
    before: State
    after: State
    button: Any
    effect: Any
    """What it does and how it is undone, as told before it is done."""
    needs_reason: bool = False


_EFFECTS = {
    "year_opened": gettext_lazy(
        "From now on records of this year are begun, attendance is taken, and it is the running year for"
        " everybody. One year is open at a time. It can be taken back to closing, never to planned."
    ),
    "year_closing": gettext_lazy(
        "Work on this year goes on until it is locked: drafts, signatures, attendance. The next year can"
        " be opened beside it. It can be reopened as long as no other year is open."
    ),
    "year_reopened": gettext_lazy(
        "The year is the running one again, for everybody. Nothing that was done while it was closing"
        " is lost."
    ),
    "year_locked": gettext_lazy(
        "Nothing of this year can be written, signed, returned or unlocked any more, and its teaching duties"
        " end. What is still open stays unfinished. The principal can unlock it again, with a reason."
    ),
    "year_unlocked": gettext_lazy(
        "Work on this year is possible again until it is locked once more; whose teaching duties ended with"
        " the lock holds them again. The reason stays in the trail."
    ),
    "year_archived": gettext_lazy(
        "The year leaves the lists of every day and stays readable. It cannot be brought back by anybody."
    ),
}


def _turn(name: str, before: State, after: State, words: tuple[Any, Any, Any]) -> Turn:
    label, sentence, button = words
    act = declare(Act(name, label, sentence, (Duty.PRINCIPAL,)))
    return Turn(
        act,
        before,
        after,
        button,
        _EFFECTS[name],
        needs_reason=name in {"year_reopened", "year_unlocked"},
    )


TURNS = (
    _turn(
        "year_opened",
        State.PLANNED,
        State.OPEN,
        (
            gettext_lazy("School year opened"),
            gettext_lazy("%(who)s opened the school year %(year)s."),
            gettext_lazy("Open the year"),
        ),
    ),
    _turn(
        "year_closing",
        State.OPEN,
        State.CLOSING,
        (
            gettext_lazy("Closing of the year begun"),
            gettext_lazy("%(who)s began to close the school year %(year)s."),
            gettext_lazy("Begin to close the year"),
        ),
    ),
    _turn(
        "year_reopened",
        State.CLOSING,
        State.OPEN,
        (
            gettext_lazy("School year reopened"),
            gettext_lazy("%(who)s reopened the school year %(year)s."),
            gettext_lazy("Reopen the year"),
        ),
    ),
    _turn(
        "year_locked",
        State.CLOSING,
        State.LOCKED,
        (
            gettext_lazy("School year locked"),
            gettext_lazy("%(who)s locked the school year %(year)s."),
            gettext_lazy("Lock the year"),
        ),
    ),
    _turn(
        "year_unlocked",
        State.LOCKED,
        State.CLOSING,
        (
            gettext_lazy("School year unlocked"),
            gettext_lazy("%(who)s unlocked the school year %(year)s."),
            gettext_lazy("Unlock the year"),
        ),
    ),
    _turn(
        "year_archived",
        State.LOCKED,
        State.ARCHIVED,
        (
            gettext_lazy("School year archived"),
            gettext_lazy("%(who)s archived the school year %(year)s."),
            gettext_lazy("Archive the year"),
        ),
    ),
)


def turns_of(year: SchoolYear) -> list[Turn]:
    return [turn for turn in TURNS if turn.before == year.state]


def take_turn(turn: Turn, year: SchoolYear, by: Staff, reason: str = "") -> None:
    """Raises Refusal: not from this state, a gap, another open year, no reason."""
    with change(turn.act, by, year=year.pk):
        now = SchoolYear.objects.select_for_update().get(pk=year.pk)
        if now.state != turn.before:
            raise Refusal(
                _("The school year is %s by now.") % now.get_state_display(), "year_has_moved_on"
            )
        if turn.needs_reason and not reason.strip():
            raise Refusal(_("Please give the reason."), "reason_missing")
        _insist(turn, now)
        if turn.after == State.LOCKED:
            proposals.accept(now, by, reason)
        now.state = turn.after
        now._change_reason = reason  # type: ignore[attr-defined]  # noqa: SLF001 kept by the history
        now.save()
        if turn.after == State.LOCKED:
            _end_teaching(now, by)
        if turn.before == State.LOCKED and turn.after == State.CLOSING:
            _resume_teaching(now, by)
    year.refresh_from_db()


def _insist(turn: Turn, year: SchoolYear) -> None:
    if turn.after != State.OPEN:
        return
    other = SchoolYear.objects.filter(state=State.OPEN).exclude(pk=year.pk).first()
    if other:
        raise Refusal(
            _("The school year %s is open: begin to close it first.") % other, "another_year_open"
        )
    blocking = [gap for gap in gaps_of(year) if gap.is_blocking]
    if blocking:
        raise Refusal(blocking)


def _end_teaching(year: SchoolYear, by: Staff) -> None:
    """Nobody teaches in a year that is over; who led a group goes on."""
    rows = list(Assignment.objects.filter(school_class__year=year, ends_on=None))
    for row in rows:
        row.ends_on = max(year.ends_on, row.starts_on)
    _save(rows, by)


def _resume_teaching(year: SchoolYear, by: Staff) -> None:
    """Whom the lock ended may mend what the unlocking is for; the next lock ends them again."""
    rows = list(Assignment.objects.filter(school_class__year=year, ends_on__gte=year.ends_on))
    for row in rows:
        row.ends_on = None
    _save(rows, by)


def _save(rows: list[Assignment], by: Staff) -> None:
    bulk_update_with_history(rows, Assignment, ["ends_on"], default_user=by, batch_size=500)
