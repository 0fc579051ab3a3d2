"""What the pages of transcripts show: how far each class is, and each pupil of one's own."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from documents import drafting
from documents.records.transcript import reading
from documents.records.transcript.class_year import ClassYear
from documents.records.transcript.drawing_up import TranscriptPlace, transcripts_of
from documents.records.transcript.gaps import Gap
from documents.records.transcript.models import Transcript
from people.digits import is_number
from people.models import SchoolClass, SchoolYear
from people.offices import OFFICE
from people.years.models import WORKING
from workflows import registry
from workflows.models import Approval
from workflows.pages import Shell
from workflows.record import Part
from workflows.states import State

_MOST_TOLD = 10


@dataclass(frozen=True, slots=True)
class PupilLine:
    """A pupil on the sheet of the class: the values in few words, what is missing with its page."""

    place: TranscriptPlace
    values: Sequence[Part]
    gaps: Sequence[tuple[Gap, str]]


@dataclass(frozen=True, slots=True)
class ClassProgress:
    """How many transcripts of a class are in each state."""

    school_class: SchoolClass
    counts: Sequence[tuple[State, int]]

    @property
    def total(self) -> int:
        return sum(count for _state, count in self.counts)

    @property
    def finished(self) -> int:
        final = registry.of(Transcript).final_state
        return sum(count for state, count in self.counts if state == final)


def own_classes(shell: Shell) -> list[SchoolClass]:
    """Whose homeroom post this person fills today; of a year that is being closed, too."""
    rows = SchoolClass.objects.filter(year__state__in=WORKING, pk__in=drafting.homerooms_of(shell))
    return list(rows.select_related("year").order_by("-year__starts_on", "name"))


def sees_all(shell: Shell) -> bool:
    return bool(shell.held.intersection(OFFICE))


def years_with_transcripts() -> list[SchoolYear]:
    """Those that take work, and those in which some were written; the newest first."""
    written = Transcript.objects.filter(year=OuterRef("pk"))
    return list(SchoolYear.objects.filter(Q(state__in=WORKING) | Exists(written)))


def year_among(years: Sequence[SchoolYear], wanted: str) -> SchoolYear | None:
    """By the number that an address names; else the newest."""
    newest = years[0] if years else None
    return next((year for year in years if str(year.pk) == wanted), newest)


def class_of(year: SchoolYear | None, wanted: str) -> SchoolClass | None:
    classes = SchoolClass.objects.filter(year=year)
    return classes.filter(pk=wanted).first() if is_number(wanted) else None


def progress_of(year: SchoolYear) -> list[ClassProgress]:
    """Two queries, however many transcripts there are."""
    rows = Approval.objects.filter(
        record_type=registry.of(Transcript).name, school_year=year, erased_at=None
    )
    counts: dict[int | None, dict[str, int]] = defaultdict(dict)
    counted = rows.order_by().values("school_class", "state").annotate(n=Count("pk"))
    for row in counted:
        counts[row["school_class"]][row["state"]] = row["n"]
    return [
        ClassProgress(of, [(state, of_class[state]) for state in State if state in of_class])
        for of in SchoolClass.objects.filter(year=year)
        for of_class in [counts[of.pk]]
    ]


def growing_papers(of: SchoolClass) -> list[str]:
    """Whose texts have no room in their boxes, by the measure of printing: such a paper has more pages."""
    drafts = [row for row in transcripts_of(of).values() if row.approval.is_draft]
    said = [f"{row.pupil}: {problem}" for row in drafts for problem in row.too_long()]
    return said[:_MOST_TOLD]


def line_of(place: TranscriptPlace, of: ClassYear) -> PupilLine:
    gaps = [(gap, _url_of(gap, place, of)) for gap in place.gaps]
    return PupilLine(place, list(reading.columns(place.facts)), gaps)


def _url_of(gap: Gap, place: TranscriptPlace, of: ClassYear) -> str:
    """The page where it is put right."""
    if gap.place == "pupil":
        return reverse("pupil", args=[place.pupil.public_id])
    if gap.place == "book" and of.book:
        return of.book.get_absolute_url()
    return reverse(_PAGES[gap.place], args=[of.school_class.pk])


_PAGES = {"sizes": "class_sizes", "supplements": "gradebook:supplements"}
