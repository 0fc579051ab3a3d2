"""Bringing in a spreadsheet and taking it back: by whom, and how it is told."""

from django.utils.translation import gettext_lazy

from people.door import Act, declare
from people.imports.models import ImportRun
from people.offices import ADMINISTRATION

APPLY: dict[str, Act] = {
    ImportRun.Kind.PUPILS: declare(
        Act(
            "pupils_imported",
            gettext_lazy("Pupils imported"),
            gettext_lazy(
                "%(who)s imported pupils from a spreadsheet: %(new)d new, %(changed)d changed."
            ),
            ADMINISTRATION,
        )
    ),
    ImportRun.Kind.STAFF: declare(
        Act(
            "staff_imported",
            gettext_lazy("Staff imported"),
            gettext_lazy(
                "%(who)s imported staff from a spreadsheet: %(new)d new, %(changed)d changed."
            ),
            ADMINISTRATION,
        )
    ),
    ImportRun.Kind.ASSIGNMENTS: declare(
        Act(
            "assignments_imported",
            gettext_lazy("Teaching assignments imported"),
            gettext_lazy(
                "%(who)s imported teaching assignments from a spreadsheet:"
                " %(new)d new, %(changed)d changed."
            ),
            ADMINISTRATION,
        )
    ),
}
UNDO = declare(
    Act(
        "import_undone",
        gettext_lazy("Import undone"),
        gettext_lazy("%(who)s took back the import no. %(run)d of a spreadsheet."),
        ADMINISTRATION,
    )
)
EXPORT = declare(
    Act(
        "people_exported",
        gettext_lazy("Spreadsheet exported"),
        gettext_lazy("%(who)s took out a spreadsheet with %(rows)d rows."),
        ADMINISTRATION,
    )
)
