"""What was decided of each pupil at the end of a year: promoted, kept back, completed."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from people.door import Act, Refused, change, declare
from people.models import Duty, Movement, SchoolClass, SchoolYear, Staff, YearOutcome
from people.movements.enrolments import pupils_in
from people.movements.rules import LAST_GRADE, MOVING_UP

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


def decide(
    school_class: SchoolClass,
    chosen: Mapping[int, str],
    by: Staff,
    decision: str = "",
    *,
    seen: Mapping[int, str] | None = None,
) -> int:
    """Enter outcomes by pupil; tells how many were new or changed. Raises Refused.

    `seen` is what the person saw of each; a decision that somebody else took meanwhile is not lost.
    """
    with change(DECIDE, by, (school_class.pk,), school_class=school_class.pk) as about:
        year = SchoolYear.objects.select_for_update().get(pk=school_class.year_id)
        if not year.takes_work:
            raise Refused(_("The outcomes of a year are entered while it is open or being closed."))
        known = decided_in(school_class)
        fresh = _differing(school_class, chosen, known)
        _insist_on_what_was_seen(fresh, known, seen)
        _insist_that_nobody_moved(school_class, fresh)
        about["pupils"] = len(fresh)
        _write(
            fresh,
            known,
            YearOutcome(year=year, decision=decision, by=by, acting_for_id=about.acting_for),
        )
    return len(fresh)


def _differing(
    school_class: SchoolClass, chosen: Mapping[int, str], known: Mapping[int, YearOutcome]
) -> dict[int, str]:
    """What is new or another outcome, of those who are here at the end of the year."""
    here = set(pupils_in(school_class, school_class.year.ends_on).values_list("pk", flat=True))
    allowed = set(possible_in(school_class.grade))
    if not (here.issuperset(chosen) and allowed.issuperset(chosen.values())):
        raise Refused(_("This outcome is not possible in %s.") % school_class)
    return {
        pupil: outcome
        for pupil, outcome in chosen.items()
        if pupil not in known or known[pupil].outcome != outcome
    }


def _insist_on_what_was_seen(
    fresh: Mapping[int, str], known: Mapping[int, YearOutcome], seen: Mapping[int, str] | None
) -> None:
    if seen is None:
        return
    others = [known[pk] for pk in fresh if pk in known and known[pk].outcome != seen.get(pk, "")]
    if others:
        sentence = _("Meanwhile %(who)s entered for %(pupil)s: %(outcome)s.")
        raise Refused(
            *(
                sentence
                % {"who": one.who, "pupil": one.pupil, "outcome": one.get_outcome_display()}
                for one in others
            )
        )


def _insist_that_nobody_moved(school_class: SchoolClass, fresh: Mapping[int, str]) -> None:
    """Whom the roll-over has moved already is decided anew after that was taken back."""
    moved = Movement.objects.filter(
        from_class=school_class, pupil__in=fresh, reversal=None, kind__in=MOVING_UP
    )
    names = [str(one.pupil) for one in moved.select_related("pupil")]
    if names:
        raise Refused(
            _("Moved into the next year already: %s. The principal takes that back first.")
            % ", ".join(names)
        )


def _write(
    fresh: Mapping[int, str], known: Mapping[int, YearOutcome], pattern: YearOutcome
) -> None:
    """With the pattern's year, decision and people."""
    new: list[YearOutcome] = []
    changed: list[YearOutcome] = []
    for pupil, outcome in fresh.items():
        row = known.get(pupil) or YearOutcome(pupil_id=pupil, year=pattern.year)
        row.outcome, row.decision, row.at = outcome, pattern.decision, timezone.now()
        row.by, row.acting_for_id = pattern.by, pattern.acting_for_id
        (changed if row.pk else new).append(row)
    bulk_create_with_history(new, YearOutcome, default_user=pattern.by)
    fields = ["outcome", "decision", "by", "acting_for", "at"]
    bulk_update_with_history(changed, YearOutcome, fields, default_user=pattern.by)
