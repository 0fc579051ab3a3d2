"""What was decided of each pupil at the end of a year: promoted, kept back, completed."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.door import Act, Refused, change, declare
from people.models import Duty, Pupil, SchoolClass, SchoolYear, Staff, YearOutcome
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
    year = school_class.year
    if year.state not in {SchoolYear.State.OPEN, SchoolYear.State.CLOSING}:
        raise Refused(_("The outcomes of a year are entered while it is open or being closed."))
    here = {pupil.pk: pupil for pupil in pupils_in(school_class, year.ends_on)}
    allowed = set(possible_in(school_class.grade))
    known = decided_in(school_class)
    rows = []
    for pupil, outcome in chosen.items():
        if pupil not in here or outcome not in allowed:
            raise Refused(_("This outcome is not possible in %s.") % school_class)
        if pupil not in known or known[pupil].outcome != outcome:
            rows.append(_row(here[pupil], year, outcome, decision, by))
    with change(DECIDE, by, (school_class.pk,), school_class=school_class.pk, pupils=len(rows)):
        YearOutcome.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=("pupil", "year"),
            update_fields=("outcome", "decision", "by", "at"),
        )
    return len(rows)


def _row(pupil: Pupil, year: SchoolYear, outcome: str, decision: str, by: Staff) -> YearOutcome:
    return YearOutcome(pupil=pupil, year=year, outcome=outcome, decision=decision, by=by)
