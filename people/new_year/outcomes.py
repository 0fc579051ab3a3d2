"""What was decided of each pupil at the end of a year: promoted, kept back, completed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from people.door import Act, change, declare
from people.models import Duty, Movement, SchoolClass, SchoolYear, Staff, YearOutcome
from people.movements.enrolments import pupils_in
from people.movements.rules import LAST_GRADE, MOVING_UP
from people.refusals import ChangedMeanwhile, Refusal, Unchanged

Outcome = YearOutcome.Outcome
# A result: the records board administers, and keeps its hands off (clause 8.2).
DECIDE = declare(
    Act(
        "outcomes_decided",
        gettext_lazy("Outcomes of the year"),
        gettext_lazy(
            "%(who)s entered the outcome of the year of %(pupils)d pupils of %(school_class)s."
        ),
        (Duty.HOMEROOM_TEACHER, Duty.VICE_PRINCIPAL, Duty.PRINCIPAL),
        in_person=False,
    )
)


def possible_in(grade: int) -> list[Outcome]:
    upwards = Outcome.COMPLETED if grade == LAST_GRADE else Outcome.PROMOTED
    return [upwards, Outcome.KEPT_BACK]


def decided_in(school_class: SchoolClass) -> dict[int, YearOutcome]:
    """By pupil, of those who are in this class at the end of its year."""
    there = pupils_in(school_class, school_class.year.ends_on)
    rows = YearOutcome.objects.filter(year=school_class.year, pupil__in=there)
    rows = rows.select_related("pupil", "by", "acting_for")
    return {row.pupil_id: row for row in rows}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows: the outcome of each pupil, and the decision that all of them share."""

    outcomes: Mapping[int, str]
    decision: str

    @classmethod
    def of(cls, known: Mapping[int, YearOutcome]) -> "Shown":
        decisions = {row.decision for row in known.values()}
        shared = decisions.pop() if len(decisions) == 1 else ""
        return cls({pk: str(row.outcome) for pk, row in known.items()}, shared)


class _Decided(NamedTuple):
    outcome: str
    decision: str


def decide(
    school_class: SchoolClass,
    chosen: Mapping[int, str],
    by: Staff,
    decision: str = "",
    *,
    seen: Shown | None = None,
) -> int:
    """Enter outcomes by pupil, an empty one to take one back; tells how many. Raises Refusal.

    A decision that was typed holds for everybody on the page. `seen` is what the person saw; what
    somebody else decided meanwhile is not lost.
    """
    with change(DECIDE, by, (school_class.pk,), school_class=school_class.pk) as about:
        year = _year_that_takes_outcomes(school_class)
        known = decided_in(school_class)
        seen = seen or Shown.of(known)
        _check_that_it_fits(school_class, chosen)
        fresh = _differing(chosen, decision, known, seen)
        _check_what_was_seen(fresh, known, seen)
        _check_that_nobody_moved(school_class, fresh)
        about["pupils"] = len(fresh)
        _write(fresh, known, YearOutcome(year=year, by=by, acting_for_id=about.acting_for))
    return len(fresh)


def _year_that_takes_outcomes(school_class: SchoolClass) -> SchoolYear:
    """Whoever decides in the same year waits here for his or her turn. Raises Refusal."""
    year = SchoolYear.objects.select_for_update().get(pk=school_class.year_id)
    if not year.takes_work:
        said = _("The outcomes of a year are entered while it is open or being closed.")
        raise Refusal(said, "outcomes_not_open")
    return year


def _check_that_it_fits(school_class: SchoolClass, chosen: Mapping[int, str]) -> None:
    here = set(pupils_in(school_class, school_class.year.ends_on).values_list("pk", flat=True))
    allowed = {"", *possible_in(school_class.grade)}
    if not (here.issuperset(chosen) and allowed.issuperset(chosen.values())):
        raise Refusal(
            _("This outcome is not possible in %s.") % school_class, "outcome_not_possible"
        )


def _differing(
    chosen: Mapping[int, str], decision: str, known: Mapping[int, YearOutcome], seen: Shown
) -> dict[int, _Decided]:
    """What this person chose anew, or has put under another decision. Raises Unchanged for nothing."""
    is_new_decision = decision not in {"", seen.decision}
    fresh = {}
    for pupil, outcome in chosen.items():
        row = known.get(pupil)
        kept = _Decided(row.outcome, row.decision) if row else _Decided("", "")
        wanted = _Decided(outcome, decision or kept.decision if outcome else "")
        is_touched = outcome != seen.outcomes.get(pupil, "") or is_new_decision
        if is_touched and wanted != kept:
            fresh[pupil] = wanted
    if not fresh:
        raise Unchanged
    return fresh


def _check_what_was_seen(
    fresh: Mapping[int, _Decided], known: Mapping[int, YearOutcome], seen: Shown
) -> None:
    """Where somebody took an outcome back meanwhile, entering it again takes nothing away."""
    others = [
        known[pk] for pk in fresh if pk in known and known[pk].outcome != seen.outcomes.get(pk, "")
    ]
    if others:
        sentence = _("Meanwhile %(who)s entered for %(pupil)s: %(outcome)s.")
        raise ChangedMeanwhile(
            sentence % {"who": row.who, "pupil": row.pupil, "outcome": row.get_outcome_display()}
            for row in others
        )


def _check_that_nobody_moved(school_class: SchoolClass, fresh: Mapping[int, _Decided]) -> None:
    """Whom the roll-over has moved already is decided anew after that was taken back."""
    moved = Movement.objects.filter(
        from_class=school_class, pupil__in=fresh, reversal=None, kind__in=MOVING_UP
    )
    names = [str(movement.pupil) for movement in moved.select_related("pupil")]
    if names:
        raise Refusal(
            _("Moved into the next year already: %s. The principal takes that back first.")
            % ", ".join(names),
            "moved_up_already",
        )


def _write(
    fresh: Mapping[int, _Decided], known: Mapping[int, YearOutcome], pattern: YearOutcome
) -> None:
    """With the pattern's year and people."""
    new: list[YearOutcome] = []
    changed: list[YearOutcome] = []
    for pupil, wanted in fresh.items():
        row = known.get(pupil) or YearOutcome(pupil_id=pupil, year=pattern.year)
        if not wanted.outcome:
            _take_back(row, pattern.by)
            continue
        row.outcome, row.decision = wanted
        row.by, row.acting_for_id, row.at = pattern.by, pattern.acting_for_id, timezone.now()
        (changed if row.pk else new).append(row)
    bulk_create_with_history(new, YearOutcome, default_user=pattern.by)
    fields = ["outcome", "decision", "by", "acting_for", "at"]
    bulk_update_with_history(changed, YearOutcome, fields, default_user=pattern.by)


def _take_back(row: YearOutcome, by: Staff) -> None:
    """Nothing is decided of this pupil any more; that it was stays in the history."""
    row._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 read by the history
    row.delete()
