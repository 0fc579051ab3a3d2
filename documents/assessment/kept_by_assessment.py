"""What assessment keeps of a pupil: results that were confirmed once, and how they came to be."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from documents.assessment.models import CellChange, PupilResults
from people.models import Pupil
from people.privacy.kept import Table, keeps, table_of
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
