"""Reporting a problem and every step that follows: by whom, and how it is told."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.door import Act, change, declare
from people.duties import holds
from people.incidents.models import Incident, IncidentNote
from people.incidents.states import STEPS, Side, Step
from people.incidents.working_days import working_day_after
from people.models import Duty, Staff
from people.offices import REGISTRARS
from people.powers import Powers
from people.refusals import Refusal

Kind, State, Desk = Incident.Kind, Incident.State, Incident.Desk
# Working days until an answer is due.
DUE: dict[str, int] = {Kind.SECURITY: 1, Kind.BLOCKS: 1, Kind.HINDERS: 3, Kind.IDEA: 10}

SEE_ALL = declare(
    Act(
        "problems_seen",
        gettext_lazy("Reported problems of everybody"),
        gettext_lazy("%(who)s saw the reported problems."),
        (Duty.RECORDS_BOARD, Duty.VICE_PRINCIPAL, Duty.PRINCIPAL),
        in_person=False,
        is_told=False,
    )
)
REPORT = declare(
    Act(
        "problem_reported",
        gettext_lazy("Problem reported"),
        gettext_lazy("%(who)s reported problem no. %(incident)d."),
    )
)


def _declare(name: str, label: Any, sentence: Any, *may: Duty, in_person: bool = False) -> Act:
    return declare(Act(f"problem_{name}", label, sentence, may, in_person))


ACTS: dict[str, Act] = {
    "take_up": _declare(
        "take_up",
        gettext_lazy("Problem taken up"),
        gettext_lazy("%(who)s took up problem no. %(incident)d."),
        *REGISTRARS,
    ),
    "answer": _declare(
        "answer",
        gettext_lazy("Problem answered"),
        gettext_lazy("%(who)s answered problem no. %(incident)d."),
        *REGISTRARS,
    ),
    "remark": _declare(
        "remark",
        gettext_lazy("Remark on a problem"),
        gettext_lazy("%(who)s asked or remarked something about problem no. %(incident)d."),
        *REGISTRARS,
    ),
    "hand_up": _declare(
        "hand_up",
        gettext_lazy("Problem handed to the principal"),
        gettext_lazy("%(who)s handed problem no. %(incident)d to the principal."),
        Duty.RECORDS_BOARD,
    ),
    "lay_down": _declare(
        "lay_down",
        gettext_lazy("Problem closed without confirmation"),
        gettext_lazy("%(who)s closed problem no. %(incident)d without a confirmation."),
        Duty.PRINCIPAL,
        in_person=True,
    ),
    "add": _declare(
        "add",
        gettext_lazy("More about one's own problem"),
        gettext_lazy("%(who)s wrote more about problem no. %(incident)d."),
    ),
    "confirm": _declare(
        "confirm",
        gettext_lazy("Problem confirmed as settled"),
        gettext_lazy("%(who)s confirmed that problem no. %(incident)d is settled."),
    ),
    "reopen": _declare(
        "reopen",
        gettext_lazy("Problem reopened"),
        gettext_lazy("%(who)s found problem no. %(incident)d not settled."),
    ),
    "withdraw": _declare(
        "withdraw",
        gettext_lazy("Problem withdrawn"),
        gettext_lazy("%(who)s no longer needs an answer to problem no. %(incident)d."),
    ),
}


def due(kind: str) -> date:
    return working_day_after(timezone.localdate(), DUE[kind])


def report(new: Incident, by: Staff) -> Incident:
    """It goes to the board; what touches security, or comes from the board, to the principal as well."""
    with change(REPORT, by) as about:
        new.by, new.due_on = by, due(new.kind)
        is_for_both = new.kind == Kind.SECURITY or holds(by, Duty.RECORDS_BOARD)
        new.desk = Desk.BOTH if is_for_both else Desk.BOARD
        new.save(force_insert=True)
        about["incident"] = new.pk
    return new


def take(name: str, incident: Incident, by: Staff, text: str = "") -> Incident:
    """One step of the table, with what was written on the occasion. Raises Refusal."""
    step, text = STEPS[name], text.strip()
    with change(_act(step, incident, by), by, incident=incident.pk) as about:
        now = Incident.objects.select_for_update().get(pk=incident.pk)
        _insist(step, now, by, text)
        now.state = step.target or now.state
        _follow(step, now, by)
        now.save()
        IncidentNote.objects.create(
            incident=now, step=name, text=text, by=by, acting_for_id=about.acting_for
        )
    return now


def _act(step: Step, incident: Incident, by: Staff) -> Act:
    """Where the principal alone answers, who stands in for the principal acts in that capacity."""
    act = ACTS[step.name]
    is_higher = step.side is Side.ANSWERING and incident.desk == Desk.PRINCIPAL
    is_there = is_higher and Powers(by).posts((Duty.PRINCIPAL,))
    return replace(act, may=(Duty.PRINCIPAL,)) if is_there else act


def _insist(step: Step, incident: Incident, by: Staff, text: str) -> None:
    _insist_on_side(step, incident, by)
    if incident.state not in step.sources:
        raise Refusal(
            _("This is not possible any more; the state is now: %s.")
            % incident.get_state_display(),
            "not_from_this_state",
        )
    if step.needs_words and not text:
        raise Refusal(_("Please write a few words."), "words_missing")
    if step.name == "hand_up":
        _insist_on_another_desk(incident)


def _insist_on_side(step: Step, incident: Incident, by: Staff) -> None:
    is_own = incident.by_id == by.pk
    if step.side is Side.REPORTER and not is_own:
        raise Refusal(_("Only who reported it may do this."), "only_reporter")
    if step.side is Side.ANSWERING and is_own:
        raise Refusal(_("Somebody else answers what you reported yourself."), "own_report")
    if lies_higher(step, incident, Powers(by)):
        raise Refusal(
            _("It lies with the principal, who alone answers now."), "only_principal_answers"
        )


def lies_higher(step: Step, incident: Incident, powers: Powers) -> bool:
    """What was handed to the principal, for instance about the board, the board no longer answers."""
    is_answer = step.side is Side.ANSWERING and incident.desk == Desk.PRINCIPAL
    return is_answer and not powers.posts((Duty.PRINCIPAL,))


def _insist_on_another_desk(incident: Incident) -> None:
    if incident.desk == Desk.PRINCIPAL:
        raise Refusal(_("It lies with the principal already."), "with_principal_already")
    if holds(incident.by, Duty.PRINCIPAL):
        raise Refusal(_("The principal reported it; the board answers."), "principal_reported_it")


def _follow(step: Step, incident: Incident, by: Staff) -> None:
    """What else changes with the state."""
    now = timezone.now()
    if step.name in {"take_up", "answer"}:
        incident.taken_by = by
    if step.name == "hand_up":
        incident.desk, incident.taken_by = Desk.PRINCIPAL, None
    if step.name == "reopen":
        incident.due_on, incident.answered_at = due(incident.kind), None
    if step.target is State.ANSWERED:
        incident.answered_at = now
    if step.target is State.CLOSED:
        incident.closed_at = now
