"""What assessment keeps of a pupil: results that were confirmed once, and how they came to be."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.assessment.models import (
    AnotherTest,
    AssessmentWay,
    BroughtResults,
    CellChange,
    ChangeReview,
    ClassRecognition,
    DecidedResult,
    Praise,
    PupilResults,
    SupplementaryAssessment,
)
from people.models import Pupil
from people.privacy.kept import Table, changes_of, keeps, table_of
from people.privacy.kept_by_people import historical, history_of
from workflows.states import State

# What a teacher is still writing is no result yet.
_NEVER_CONFIRMED = Q(approval__state=State.DRAFT, approval__revision=1, approval__round=1)


@keeps(PupilResults, CellChange)
def results(pupil: Pupil) -> Iterable[Table]:
    rows = PupilResults.objects.filter(pupil=pupil).exclude(_NEVER_CONFIRMED).order_by("pk")
    table = table_of("results", _("Results"), rows, ("version", "suggested"))
    yield table
    if not table.rows:
        return
    changes = CellChange.objects.filter(pupil=pupil).exclude(_NEVER_CONFIRMED).order_by("pk")
    yield table_of("result_changes", _("Changes of results"), changes, ("version",))


_DECIDED: tuple[tuple[type[Model], str, Any], ...] = (
    (AssessmentWay, "ways_of_assessment", gettext_lazy("Ways of assessment")),
    (AnotherTest, "other_tests", gettext_lazy("Other tests")),
    (ClassRecognition, "recognitions", gettext_lazy("Recognised by the class")),
    (BroughtResults, "brought_results", gettext_lazy("Results of another school")),
    (DecidedResult, "decided_results", gettext_lazy("Decided results of the year")),
    (Praise, "praises", gettext_lazy("Praised during the year")),
    (SupplementaryAssessment, "supplements", gettext_lazy("Supplementary assessments")),
)


@keeps(*(of for model, _name, _title in _DECIDED for of in (model, historical(model))))
def decisions(pupil: Pupil) -> Iterable[Table]:
    """What was decided of a pupil, each with how it came to be."""
    for model, name, title in _DECIDED:
        table = table_of(name, title, model._default_manager.filter(pupil=pupil).order_by("pk"))
        yield table
        if table.rows:
            history = history_of(model).filter(pupil_id=pupil.pk)
            yield changes_of(f"{name}_history", _("Changes: %s") % title, history)


@keeps(ChangeReview, historical(ChangeReview))
def reviews(pupil: Pupil) -> Iterable[Table]:
    """What was asked and explained of changes of this pupil's results."""
    rows = ChangeReview.objects.filter(change__pupil=pupil).order_by("pk")
    table = table_of("reviews", _("Answers to changes of results"), rows)
    yield table
    if table.rows:
        history = history_of(ChangeReview).filter(change__pupil=pupil)
        yield changes_of("reviews_history", _("Changes: %s") % table.title, history)
