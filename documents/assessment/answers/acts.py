"""Answering the open questions, and asking for the answers of a year."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.assessment.answers.models import SchoolAnswers
from documents.assessment.rules.open_questions import Answers
from people.door import Act, change, declare
from people.fingerprint import fingerprint_of
from people.models import SchoolClass, SchoolYear, Staff
from people.offices import LEADERSHIP
from people.refusals import ChangedMeanwhile, Refusal

ANSWER = declare(
    Act(
        "assessment_answered",
        gettext_lazy("Questions of assessment answered"),
        gettext_lazy("%(who)s answered the open questions of assessment for %(year)s."),
        LEADERSHIP,
    )
)


def stored_for(year: SchoolYear) -> SchoolAnswers | None:
    """Whoever loads the year with its answers asks nothing more."""
    try:
        answers: SchoolAnswers = year.assessment_answers
    except SchoolAnswers.DoesNotExist:
        return None
    return answers


def answers_of(year: SchoolYear) -> Answers:
    """As the rules ask for them."""
    stored = stored_for(year)
    return stored.as_rule() if stored else Answers()


def answers_by_year(classes: Iterable[SchoolClass]) -> dict[int, Answers]:
    """Of the years of these classes; nothing is asked where they were loaded with them."""
    years = {each.year_id: each for each in classes}
    return {pk: answers_of(each.year) for pk, each in years.items()}


def seen_of(row: SchoolAnswers | None) -> str:
    return fingerprint_of(row.electives_count, row.left_out) if row else ""


def answer(row: SchoolAnswers, by: Staff, *, seen: str) -> None:
    """`seen` is the fingerprint of what stood on the page. Raises Refusal."""
    with change(ANSWER, by, year=row.year_id):
        year = SchoolYear.objects.select_for_update().get(pk=row.year_id)
        if not year.takes_work:
            said = _("The school year %s is not open: nothing is changed in it.")
            raise Refusal(said % year, "year_not_open")
        if seen_of(SchoolAnswers.objects.filter(year=year).first()) != seen:
            raise ChangedMeanwhile
        row.by = by
        row.save()
