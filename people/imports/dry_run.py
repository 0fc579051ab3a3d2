"""What would this file change? Read, compared row by row, kept for whoever decides; nothing changes yet."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import PurePath

from django.utils.translation import gettext as _

from people.door import may_do
from people.imports import rows as row_by_row
from people.imports.acts import APPLY
from people.imports.forgetting import DAYS_COMPARED, forget_what_is_old, remember_to_forget
from people.imports.headings import LOOKED_AT
from people.imports.kinds import KINDS
from people.imports.legacy import looks_legacy
from people.imports.models import ImportRun
from people.imports.verdicts import Scope, Verdict, counted, fingerprint
from people.imports.workbook import Sheet, UnreadableFile, Workbook, open_workbook
from people.models import SchoolYear, Staff
from people.refusals import Refusal
from people.years.locking import insist_on_unlocked


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person chose on the page of the upload."""

    kind: str
    year: SchoolYear
    on: date
    make_missing: bool = False


def compare(data: bytes, file_name: str, asked: Asked, by: Staff) -> ImportRun:
    """Raises Refusal."""
    if not may_do(APPLY[asked.kind], by):
        raise Refusal(_("You may not import spreadsheets."), "may_not_import")
    insist_on_open_year(asked.year, asked.on)
    forget_what_is_old()
    scope = Scope(asked.year, asked.on, asked.make_missing, by)
    kind = KINDS[ImportRun.Kind(asked.kind)]
    book = open_workbook(data)
    found = kind.read(book, scope)
    if not found.rows:
        raise UnreadableFile(_nothing_found(asked.kind, book), "nothing_found")
    run = _run_of(asked, by, data, file_name)
    run.rows, run.notes = row_by_row.as_json(found.rows), found.notes
    _show(run, kind.judge(found.rows, scope))
    run.save()
    remember_to_forget(DAYS_COMPARED)
    return run


def _run_of(asked: Asked, by: Staff, data: bytes, file_name: str) -> ImportRun:
    return ImportRun(
        kind=asked.kind,
        year=asked.year,
        on=asked.on,
        make_missing=asked.make_missing,
        file_name=PurePath(file_name.replace("\\", "/")).name[-150:],
        sha256=hashlib.sha256(data).hexdigest(),
        by=by,
    )


def insist_on_open_year(year: SchoolYear, on: date) -> None:
    insist_on_unlocked(year)
    if on > year.ends_on:
        raise Refusal(
            _("The day lies after the end of the school year %s.") % year, "day_after_year"
        )


def judge_again(run: ImportRun, by: Staff) -> list[Verdict]:
    """The same rows compared with what is there now."""
    scope = Scope(run.year, run.on, run.make_missing, by)
    return KINDS[ImportRun.Kind(run.kind)].judge(row_by_row.from_json(run.rows), scope)


def show_anew(run: ImportRun, verdicts: list[Verdict]) -> None:
    """The difference is another now: this is the one that may be applied."""
    _show(run, verdicts)
    run.save(update_fields=["verdicts", "counts", "fingerprint"])


def _show(run: ImportRun, verdicts: list[Verdict]) -> None:
    run.verdicts = [asdict(one) for one in verdicts]
    run.counts = counted(verdicts)
    run.fingerprint = fingerprint(verdicts)


def _nothing_found(kind: str, book: Workbook) -> str:
    if any(_is_in_old_font(sheet) for sheet in book.sheets):
        return _(
            "No table was found: the headings were typed for an old font (TCVN3, VNI)."
            " Convert the file to Unicode, e.g. with UniKey, and upload it again."
        )
    wanted = {
        ImportRun.Kind.PUPILS: _("full name, date of birth, gender, class"),
        ImportRun.Kind.STAFF: _("full name, gender, subject group"),
        ImportRun.Kind.ASSIGNMENTS: _("teacher, class, subject, or a grid of them"),
    }
    return (
        _("No table was found. Within the first 15 rows there must be headings such as: %s.")
        % wanted[ImportRun.Kind(kind)]
    )


def _is_in_old_font(sheet: Sheet) -> bool:
    """Two texts are enough where headings should be: none of ours looks like that."""
    texts = [cell for row in sheet.rows[:LOOKED_AT] for cell in row if isinstance(cell, str)]
    return sum(map(looks_legacy, texts)) > 1
