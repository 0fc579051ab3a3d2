"""What must be right with a lesson plan before it may be submitted."""

import json
from collections.abc import Iterator

from django.utils.translation import gettext as _

from documents.records.lesson_plan.models import LessonPlan
from people.refusals import Problem
from workflows.states import Step

# A school year has 35 weeks of lessons; two more for what weather or illness moved.
LAST_WEEK = 37


def problems(plan: LessonPlan) -> list[Problem]:
    return [*_heading(plan), *_programme(plan), *_parts(plan), *_only_adjusted(plan)]


def _heading(plan: LessonPlan) -> Iterator[Problem]:
    if not plan.lesson.strip():
        yield Problem(_("Give the name of the lesson."), "lesson_missing", "lesson")
    if not 1 <= plan.periods <= 20:
        yield Problem(
            _("The number of periods is between 1 and 20."), "periods_out_of_range", "periods"
        )
    if not 1 <= plan.week <= LAST_WEEK:
        yield Problem(_("The week is between 1 and %d.") % LAST_WEEK, "week_out_of_range", "week")
    if plan.ends_on < plan.starts_on:
        yield Problem(_("The last day lies before the first."), "last_day_before_first", "ends_on")


def _programme(plan: LessonPlan) -> Iterator[Problem]:
    year = plan.approval.school_year
    if not year.starts_on <= plan.starts_on <= year.ends_on:
        yield Problem(
            _("The first day is not in the school year %s.") % year,
            "first_day_outside_year",
            "starts_on",
        )
    if plan.grade not in plan.subject.grades:
        yield Problem(
            _("%(subject)s is not taught in grade %(grade)d.")
            % {"subject": plan.subject, "grade": plan.grade},
            "not_taught_in_grade",
            "subject",
        )


def _parts(plan: LessonPlan) -> Iterator[Problem]:
    """Parts I to III are written here, or stand in the teacher's own file."""
    if plan.upload_sha256:
        return
    if not plan.goals.strip():
        yield Problem(
            _("Part I is empty: say what the pupils should achieve."), "goals_missing", "goals"
        )
    if not plan.materials.strip():
        yield Problem(
            _("Part II is empty: say what is needed for teaching."),
            "materials_missing",
            "materials",
        )
    if not plan.activities.strip():
        yield Problem(
            _("Part III is empty: describe the activities."), "activities_missing", "activities"
        )


def only_adjusts(plan: LessonPlan) -> bool:
    """Was this revision opened by its author after teaching? Then part IV alone may change."""
    opened = plan.approval.events.filter(revision=plan.approval.revision - 1)
    return opened.filter(kind=Step.REVISE).exists()


def _only_adjusted(plan: LessonPlan) -> Iterator[Problem]:
    if plan.approval.revision == 1 or not only_adjusts(plan):
        return
    if not plan.adjustments.strip():
        yield Problem(
            _("Part IV is empty: write what you adjusted after teaching."),
            "adjustments_missing",
            "adjustments",
        )
    before = plan.approval.submissions.filter(revision=plan.approval.revision - 1).last()
    was, is_now = (json.loads(before.content) if before else {}), plan.content()
    changed = [name for name in is_now if name != "adjustments" and is_now[name] != was.get(name)]
    if changed:
        yield Problem(
            _(
                "After approval only part IV may be written. For anything else ask the principal to unlock."
            ),
            "only_adjustments",
            "lesson" if changed[0] not in {"goals", "materials", "activities"} else changed[0],
        )
