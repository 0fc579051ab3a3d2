"""A compared spreadsheet is applied: all that was shown and nothing else, in one transaction."""

from django.utils import timezone
from django.utils.translation import gettext as _

from people.door import change
from people.imports.acts import APPLY
from people.imports.dry_run import insist_on_open_year, judge_again, show_anew
from people.imports.forgetting import DAYS_APPLIED, remember_to_forget
from people.imports.kinds import KINDS
from people.imports.models import ImportRun
from people.imports.verdicts import Outcome, Scope, Verdict, fingerprint
from people.models import SchoolYear, Staff
from people.refusals import ChangedMeanwhile, Collided, Refusal


class _Another(Exception):
    """The difference is not the one that was shown."""

    def __init__(self, verdicts: list[Verdict]) -> None:
        super().__init__()
        self.verdicts = verdicts


def apply(run: ImportRun, seen: str, by: Staff) -> ImportRun:
    """Do what the person saw. Raises Refusal, and shows the new difference where there is one."""
    try:
        return _apply(run, seen, by)
    except _Another as another:
        show_anew(run, another.verdicts)
    except Collided:
        show_anew(run, judge_again(run, by))
    raise ChangedMeanwhile(
        _("The data changed since the comparison. Nothing was done; this is the new difference.")
    )


def _apply(run: ImportRun, seen: str, by: Staff) -> ImportRun:
    with change(APPLY[run.kind], by, year=run.year_id, file=run.sha256[:16]) as about:
        take_turns()
        run = ImportRun.objects.select_related("year").get(pk=run.pk)
        if run.state != ImportRun.State.COMPARED or run.rows is None:
            raise Refusal(
                _("This import was applied already, or its data were emptied."), "import_not_open"
            )
        insist_on_open_year(run.year, run.on)
        verdicts = judge_again(run, by)
        _insist_on_what_was_seen(run, verdicts, seen)
        scope = Scope(run.year, run.on, run.make_missing, by)
        run.made = KINDS[ImportRun.Kind(run.kind)].write(verdicts, scope)
        _keep(run, by)
        remember_to_forget(DAYS_APPLIED)
        counts = {"new": run.counts[Outcome.NEW], "changed": run.counts[Outcome.CHANGED]}
        about |= {"run": run.pk, **counts}
    return run


def take_turns() -> None:
    """Two people applying or undoing at the same time do so one after the other."""
    list(SchoolYear.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _insist_on_what_was_seen(run: ImportRun, verdicts: list[Verdict], seen: str) -> None:
    if run.fingerprint != seen or fingerprint(verdicts) != seen:
        raise _Another(verdicts)


def _keep(run: ImportRun, by: Staff) -> None:
    """What the file says is emptied now; what was refused, and what an undoing needs, stays a while."""
    run.state, run.applied_by, run.applied_at = ImportRun.State.APPLIED, by, timezone.now()
    run.rows = None
    for verdict in run.verdicts:
        if verdict["outcome"] != Outcome.REFUSED:
            verdict["values"] = {}
    run.save()
