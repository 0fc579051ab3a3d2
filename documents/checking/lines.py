"""A report as lines of text, for commands."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from documents.checking import words
from documents.checking.other_files import OtherReport
from documents.checking.verdicts import Meaning


def lines_of(judged: Meaning) -> Iterator[str]:
    yield words.heading(judged.outcome)
    yield words.advice(judged)
    if judged.progress:
        yield words.progress(judged.progress)
        yield words.since(judged.progress)
    yield from words.faults(judged)
    for row in judged.rows:
        yield f"{words.verdict(row)}: {row.name} ({row.duty}), {words.moment(row.finding.at)}"
        yield from (f"  {reason}" for reason in words.reasons(row))
    if judged.progress:
        yield from words.missing(judged.progress)
    if judged.files:
        yield words.files(judged)
    for file in judged.files:
        yield f"  {file.finding.name}: {words.known_file(file)} SHA-256 {file.finding.sha256}"


def lines_of_other(report: OtherReport) -> Iterator[str]:
    yield from (report.heading, report.advice)
    if report.progress:
        yield from (report.progress.sentence, report.progress.since)
    for each in report.signatures:
        verdict = _("Valid") if each.holds else _("Not valid")
        yield f"{verdict}: {each.name} ({each.place}), {each.moment}"
        yield from (f"  {reason}" for reason in each.reasons)
