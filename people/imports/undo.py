"""An import is taken back while nothing depends on it."""

from django.utils import timezone
from django.utils.translation import gettext as _

from people.door import change
from people.imports.acts import UNDO
from people.imports.apply import take_turns
from people.imports.dry_run import insist_on_open_year
from people.imports.kinds import KINDS
from people.imports.models import ImportRun
from people.models import Staff
from people.refusals import Refusal


def undo(run: ImportRun, by: Staff) -> ImportRun:
    """Raises Refusal with a sentence for everything that stands on it by now."""
    with change(UNDO, by, run=run.pk):
        take_turns()
        run = ImportRun.objects.select_related("year").get(pk=run.pk)
        if run.state != ImportRun.State.APPLIED or run.made is None:
            raise Refusal(_("This import cannot be taken back any more."), "import_stays")
        insist_on_open_year(run.year, run.on)
        kind = KINDS[ImportRun.Kind(run.kind)]
        problems = list(kind.depending_on(run.made))
        if problems:
            raise Refusal(problems)
        kind.take_back(run.made, by)
        run.state, run.undone_by, run.undone_at = ImportRun.State.UNDONE, by, timezone.now()
        run.made = run.verdicts = None
        run.save()
    return run
