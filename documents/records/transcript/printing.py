"""Issued transcripts of whole classes as one file for printing, a sheet before each class (clause 10.1)."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pikepdf
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import archive, rendering
from documents.models import SignedFile
from documents.records.transcript.models import Transcript
from documents.records.transcript.print_log import PrintedClass
from people.door import Act, change, declare
from people.models import SchoolClass, Staff
from people.movements.enrolments import pupils_in
from people.offices import OFFICE
from people.refusals import Refusal
from people.years.running import last_day_of, letterhead_on
from workflows.states import State

PRINT = declare(
    Act(
        "transcripts_printed",
        gettext_lazy("Transcripts printed"),
        gettext_lazy("%(who)s put the transcripts of %(school_class)s together for printing."),
        OFFICE,
    )
)


@dataclass(frozen=True, slots=True)
class Line:
    """A pupil of the class, and the file that is issued; empty where none is in force."""

    name: str
    sha256: str = ""


def lines_of(of: SchoolClass) -> list[Line]:
    """In the order of Vietnamese lists; two queries."""
    pupils = list(pupils_in(of, last_day_of(of.year)))
    issued = Transcript.objects.filter(
        year=of.year, pupil__in=pupils, approval__state=State.ISSUED, approval__erased_at=None
    )
    approvals = dict(issued.values_list("pupil", "pk"))
    files = SignedFile.objects.filter(approval__in=approvals.values()).order_by("event")
    last = dict(files.values_list("approval", "sha256"))
    return [Line(str(each), last.get(approvals.get(each.pk, 0), "")) for each in pupils]


def print_file(classes: Sequence[SchoolClass], by: Staff, reason: str) -> bytes:
    """Written down for each class. Raises Refusal: nothing of them is issued, or this person may not."""
    bundles = {of: lines_of(of) for of in classes}
    if not any(line.sha256 for lines in bundles.values() for line in lines):
        raise Refusal(_("Nothing of these classes is issued yet."), "nothing_to_print")
    with transaction.atomic():
        for of, lines in bundles.items():
            number = sum(bool(line.sha256) for line in lines)
            with change(PRINT, by, school_class=of.pk, transcripts=number):
                facts = {"school_class": of, "transcripts": number, "reason": reason}
                PrintedClass.objects.create(by=by, **facts)
        return _together(bundles, reason)


def _together(bundles: Mapping[SchoolClass, Sequence[Line]], reason: str) -> bytes:
    """Every part begins on a new sheet, printed on one side or on both."""
    printed, school = pikepdf.new(), letterhead_on().lines()
    for of, lines in bundles.items():
        context = {"school": school, "school_class": of, "lines": lines, "reason": reason}
        _append(printed, rendering.render("transcript/separator/print.html", context).pdf)
        for line in lines:
            if line.sha256:
                _append(printed, archive.read(line.sha256))
    whole = io.BytesIO()
    printed.save(whole, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return whole.getvalue()


def _append(printed: pikepdf.Pdf, pdf: bytes) -> None:
    """What is drawn, stamps of signatures included; the signatures themselves stay with the file."""
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        paper.flatten_annotations("print")
        for page in paper.pages:
            if "/Annots" in page.obj:
                del page.obj["/Annots"]
        printed.pages.extend(paper.pages)
        if len(paper.pages) % 2:
            printed.add_blank_page(page_size=(595.28, 841.89))
