"""Says what a signed PDF proves: who signed it, whether it was changed, which stage it is.

Exit code: 0 where it is genuine, 1 where it is not, 2 where nothing can be said about it. With ``--json`` one
object is written, whose keys stay as they are:

``outcome``    current, unfinished, superseded, genuine, not_kept, not_as_recorded, changed,
               doubtful, unsigned, unreadable, unjudged, busy; the first four are genuine
``sha256``, ``size``, ``pages``, ``examined_at``, ``faults``, ``empty_fields``
``signatures`` in the order they were made, each with ``field``, ``signer``, ``duty``, ``holds``,
               ``reasons``, ``fingerprint``, ``claimed_at``, ``proven_at``, ``level``, ``intact``,
               ``untouched_after``, ``trust``, ``new_stamp_on``, ``certifies``, ``locks``,
               ``is_test_authority``, ``timestamp``, ``chain``, ``why``
``files``      that it carries inside it, each with ``name``, ``size``, ``sha256``, and where the school
               keeps the same bytes ``record_type``, ``revision``, ``is_newest``, else null
``document_timestamps`` each with ``field``, ``at``, ``authority``, ``trusted``, ``standing``,
               ``intact``, ``untouched_after``, ``is_test_authority``, ``chain``, ``why``
``stage``      null for a file the school does not keep, else ``record_type``, ``revision``,
               ``reached``, ``at``, ``is_newest``, ``is_final``, ``newest_revision``,
               ``corrected_since``, ``missing``
"""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from documents.checking import meaning, other_files, words
from documents.checking.lines import lines_of, lines_of_other
from documents.checking.other_files import OtherReport
from documents.checking.verdicts import KnownFile, Meaning, Progress, Row, exit_code
from documents.signing import sandboxed


class Command(BaseCommand):
    help = (
        "Say what a signed PDF proves. Exit code: 0 genuine, 1 not genuine, 2 nothing can be said."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="for other programs")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pdf = options["file"].read_bytes()
        except OSError as reason:
            self.stderr.write(str(reason))
            sys.exit(2)
        if check := other_files.check_for(pdf):
            self._tell_other(check(pdf), as_json=options["json"])
        judged = meaning.of(sandboxed.examine(pdf))
        if options["json"]:
            self.stdout.write(json.dumps(_plain(judged), ensure_ascii=False, indent=2))
        else:
            self.stdout.writelines(f"{line}\n" for line in lines_of(judged))
        sys.exit(exit_code(judged.outcome))

    def _tell_other(self, report: OtherReport, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(_plain_other(report), ensure_ascii=False, indent=2))
        else:
            self.stdout.writelines(f"{line}\n" for line in lines_of_other(report))
        sys.exit(exit_code(report.outcome))


def _plain_other(report: OtherReport) -> dict[str, Any]:
    return {
        "outcome": report.outcome,
        "kind": report.kind,
        "signatures": [
            {"signer": each.name, "place": each.place, "holds": each.holds}
            for each in report.signatures
        ],
        "stage": _progress(report.stage) if report.stage else None,
    }


def _plain(judged: Meaning) -> dict[str, Any]:
    findings = judged.examination.as_json()
    rows = zip(findings.pop("signatures"), judged.rows, strict=True)
    files = zip(findings.pop("files"), judged.files, strict=True)
    return {
        "outcome": judged.outcome,
        **findings,
        "signatures": [{**signature, **_of_school(row)} for signature, row in rows],
        "files": [{**file, **_of_file(known)} for file, known in files],
        "stage": _progress(judged.progress) if judged.progress else None,
    }


def _of_school(row: Row) -> dict[str, Any]:
    return {
        "signer": row.name,
        "duty": row.duty,
        "holds": row.holds,
        "reasons": words.reasons(row),
    }


def _of_file(known: KnownFile) -> dict[str, Any]:
    is_known = bool(known.record_type)
    return {
        "record_type": known.record_type or None,
        "revision": known.revision if is_known else None,
        "is_newest": known.is_newest if is_known else None,
    }


def _progress(progress: Progress) -> dict[str, Any]:
    return {
        "record_type": progress.record_type,
        "revision": progress.revision,
        "reached": progress.reached,
        "at": progress.at.isoformat(),
        "is_newest": progress.is_newest,
        "is_final": progress.is_final,
        "newest_revision": progress.newest_revision,
        "corrected_since": progress.corrected_since and progress.corrected_since.isoformat(),
        "withdrawn_at": progress.withdrawn_at and progress.withdrawn_at.isoformat(),
        "missing": list(progress.missing),
    }
