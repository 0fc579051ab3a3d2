"""Keeping the columns of another system, and handing a class's results out in them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.assessment.exports.fields import field_of, labels
from documents.assessment.exports.models import ExportLayout
from people.door import Act, change, declare
from people.fingerprint import fingerprint_of
from people.models import Staff
from people.offices import CLASS_AND_LEADERSHIP, LEADERSHIP
from people.refusals import ChangedMeanwhile, Refusal

MOST_COLUMNS = 200
LAY_OUT = declare(
    Act(
        "export_laid_out",
        gettext_lazy("Columns of an export kept"),
        gettext_lazy("%(who)s kept the columns of an export of results."),
        LEADERSHIP,
    )
)
EXPORT = declare(
    Act(
        "results_exported",
        gettext_lazy("Results exported"),
        gettext_lazy("%(who)s exported the results of %(school_class)s."),
        CLASS_AND_LEADERSHIP,
        in_person=False,
    )
)


def begin(name: str, source: str, headings: Sequence[str], by: Staff) -> ExportLayout:
    """Each heading with the field that it names, where that is certain. Raises Refusal."""
    columns = [[heading, field_of(heading)] for heading in headings]
    _check(columns)
    with change(LAY_OUT, by, columns=len(columns)):
        if ExportLayout.objects.filter(name=name).exists():
            raise Refusal(_("There is one of this name already."), "layout_exists", "name")
        return ExportLayout.objects.create(name=name, source=source, columns=columns, by=by)


def seen_of(layout: ExportLayout) -> str:
    return fingerprint_of(layout.columns)


def match(layout: ExportLayout, fields: Sequence[str], by: Staff, *, seen: str) -> None:
    """The field of each heading, in their order; `seen` is what stood on the page. Raises Refusal."""
    with change(LAY_OUT, by, columns=len(fields)):
        now = ExportLayout.objects.select_for_update().get(pk=layout.pk)
        if seen_of(now) != seen:
            raise ChangedMeanwhile
        headings = [heading for heading, _field in now.columns]
        columns = [list(pair) for pair in zip(headings, fields, strict=True)]
        _check(columns)
        now.columns, now.by = columns, by
        now.save()


def _check(columns: Sequence[Sequence[str]]) -> None:
    if not columns or len(columns) > MOST_COLUMNS:
        said = _("Please paste the row of headings: between one and 200 of them.")
        raise Refusal(said, "no_headings", "headings")
    fields, known = [field for _heading, field in columns if field], labels()
    if any(field not in known for field in fields):
        raise Refusal(_("There is no such field."), "no_such_field")
    twice = sorted({known[field] for field in fields if fields.count(field) > 1})
    if twice:
        said = _("One field fills one column: %s.") % ", ".join(twice)
        raise Refusal(said, "field_twice")
