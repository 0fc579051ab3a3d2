"""What was decided of each pupil at the end of a year: promoted, kept back, completed."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.door import Act, Refused, change, declare
from people.models import Duty, SchoolClass, SchoolYear, Staff, YearOutcome
from people.movements.enrolments import pupils_in
from people.movements.rules import LAST_GRADE

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
    rows = YearOutcome.objects.filter(
        year=school_class.year, pupil__in=pupils_in(school_class, school_class.year.ends_on)
    )
    return {row.pupil_id: row for row in rows}


def decide(
    school_class: SchoolClass, chosen: Mapping[int, str], by: Staff, decision: str = ""
) -> int:
    """Enter outcomes by pupil; tells how many were new or changed. Raises Refused."""
    with change(DECIDE, by, (school_class.pk,), school_class=school_class.pk) as about:
        year = SchoolYear.objects.select_for_update().get(pk=school_class.year_id)
        if not year.takes_work:
            raise Refused(_("The outcomes of a year are entered while it is open or being closed."))
        fresh = _differing(school_class, chosen)
        about["pupils"] = len(fresh)
        YearOutcome.objects.bulk_create(
            (
                YearOutcome(
                    pupil_id=pupil,
                    year=year,
                    outcome=outcome,
                    decision=decision,
                    by=by,
                    acting_for_id=about.acting_for,
                )
                for pupil, outcome in fresh.items()
            ),
            update_conflicts=True,
            unique_fields=("pupil", "year"),
            update_fields=("outcome", "decision", "by", "acting_for", "at"),
        )
    return len(fresh)


def _differing(school_class: SchoolClass, chosen: Mapping[int, str]) -> dict[int, str]:
    """What is new or another outcome, of those who are here at the end of the year."""
    here = set(pupils_in(school_class, school_class.year.ends_on).values_list("pk", flat=True))
    allowed, known = set(possible_in(school_class.grade)), decided_in(school_class)
    if not (here.issuperset(chosen) and allowed.issuperset(chosen.values())):
        raise Refused(_("This outcome is not possible in %s.") % school_class)
    return {
        pupil: outcome
        for pupil, outcome in chosen.items()
        if pupil not in known or known[pupil].outcome != outcome
    }
