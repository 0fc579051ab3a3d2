"""What a school does with its children at the end of a year: decides, and moves them on."""

from datetime import date

from people.models import Pupil, SchoolClass, SchoolYear
from people.new_year import outcomes, rollover
from people.new_year.outcomes import Outcome
from tests.school import School

NEXT = date(2027, 9, 6)


def decide_all(school: School, children: list[Pupil]) -> None:
    kept = {pupil.pk: Outcome.PROMOTED for pupil in children[:2]} | {
        children[2].pk: Outcome.KEPT_BACK
    }
    outcomes.decide(school.class_3a, kept, school.dao)
    class_5a = SchoolClass.objects.get(name="5A", year=school.year)
    outcomes.decide(class_5a, {children[3].pk: Outcome.COMPLETED}, school.phuc, "15/QĐ")


def roll_over(school: School, coming: SchoolYear) -> None:
    """As it stands now, by the records board."""
    seen = rollover.preview(school.year, coming)
    rollover.apply(school.year, coming, school.van, seen.fingerprint)
