"""What is asked of the one file, and what it answers: in Vietnamese and in English, or as JSON."""

import argparse
import base64
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from documents.checking import words
from documents.checking.lines import lines_of, lines_of_other
from documents.checking.offline.judging import Knowledge, judge
from documents.checking.other_files import OtherReport
from documents.checking.report import Report
from documents.checking.verdicts import KnownKey, Outcome, exit_code
from documents.signing.examination.trust import Trust

AnyReport = Report | OtherReport


def answer(arguments: Sequence[str], house: Path) -> int:
    options = _options(arguments)
    given = json.loads((house / "known.json").read_text(encoding="utf-8"))
    knowledge, now = _knowledge(given), datetime.now(UTC)
    reports = [
        (path, judge(path.read_bytes(), knowledge, now)) for path in options.files or _dropped()
    ]
    if options.json:
        plain = [_plain(*each) for each in reports]
        sys.stdout.write(json.dumps(plain, ensure_ascii=False, indent=2))
    else:
        languages = [options.lang] if options.lang else _languages()
        sys.stdout.writelines(f"{line}\n" for line in _lines(reports, given, languages))
    return max(exit_code(_outcome(report)) for _path, report in reports)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="so-ky-check",
        description="Kiểm tra học bạ và hồ sơ đã ký (PDF, XML). Check signed records.",
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="for other programs")
    parser.add_argument("--lang", choices=_languages())
    return parser.parse_args(arguments)


def _languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def _dropped() -> list[Path]:
    """Opened by a double click: a file dropped on the window becomes its name, in quotes."""
    name = input("Kéo tệp PDF hoặc XML vào đây rồi bấm Enter / Drop a file here, then Enter: ")
    return [Path(name.strip().strip("\"'"))]


def _knowledge(given: Mapping[str, Any]) -> Knowledge:
    anchors, others = (tuple(map(base64.b64decode, given[name])) for name in ("anchors", "others"))
    return Knowledge(
        Trust(anchors, others, frozenset(given["tests"])),
        {
            fingerprint: KnownKey(revoked_at=at and datetime.fromisoformat(at))
            for fingerprint, at in given["keys"].items()
        },
        {sha256: Outcome(value) for sha256, value in given["files"].items()},
        given["kinds"],
    )


def _outcome(report: AnyReport) -> Outcome:
    return report.outcome if isinstance(report, OtherReport) else report.meaning.outcome


def _lines(
    reports: Sequence[tuple[Path, AnyReport]], given: Mapping[str, Any], languages: Sequence[str]
) -> Iterator[str]:
    made = words.day(datetime.fromisoformat(given["made_at"]))
    for path, report in reports:
        yield f"== {path.name}"
        for language in languages:
            with override(language):
                yield from _lines_of(report)
                facts = {"school": given["school"], "day": made}
                yield _("As %(school)s knew it on %(day)s, when this program was made.") % facts
            yield ""


def _lines_of(report: AnyReport) -> Iterator[str]:
    return lines_of_other(report) if isinstance(report, OtherReport) else lines_of(report.meaning)


def _plain(path: Path, report: AnyReport) -> dict[str, Any]:
    if isinstance(report, OtherReport):
        signatures = [(each.name, each.holds) for each in report.signatures]
    else:
        signatures = [(each.name, each.holds) for each in report.meaning.rows]
    return {
        "file": str(path),
        "outcome": _outcome(report),
        "signatures": [{"signer": name, "holds": holds} for name, holds in signatures],
    }
