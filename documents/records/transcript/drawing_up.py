"""Drawing up the transcripts of a class from its locked gradebook: as often as something changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.records.transcript.class_year import ClassYear
from documents.records.transcript.facts import Facts, facts_of
from documents.records.transcript.gaps import Gap, gaps_in
from documents.records.transcript.models import Transcript
from people.door import Act, change, declare
from people.models import Duty, Pupil, Reading, SchoolClass, Staff, SubjectGroup
from people.refusals import Refusal
from workflows import steps
from workflows.models import Approval

DRAW_UP = declare(
    Act(
        "transcripts_drawn_up",
        gettext_lazy("Transcripts drawn up"),
        gettext_lazy("%(who)s drew up %(pupils)d transcripts of %(school_class)s."),
        (Duty.HOMEROOM_TEACHER,),
        in_person=False,
    )
)


@dataclass(frozen=True, slots=True)
class TranscriptPlace:
    """A pupil of the book, and the transcript where there is one; `facts` are those of now."""

    pupil: Pupil
    facts: Facts
    gaps: Sequence[Gap]
    transcript: Transcript | None = None

    @property
    def approval(self) -> Approval | None:
        return self.transcript.approval if self.transcript else None

    @property
    def is_stale(self) -> bool:
        """A draft that says something else than what is known now."""
        return self.is_draft and self.transcript is not None and self.transcript.facts != self.facts

    @property
    def is_draft(self) -> bool:
        return self.transcript is None or self.transcript.approval.is_draft

    @property
    def is_complete(self) -> bool:
        return not any(gap.is_blocking for gap in self.gaps)


def places_of(of: ClassYear) -> list[TranscriptPlace]:
    """Of everybody in the book, in its order."""
    there = transcripts_of(of.school_class)
    return [_place(of, pupil, there.get(pupil)) for pupil in of.rows]


def _place(of: ClassYear, pupil: int, transcript: Transcript | None) -> TranscriptPlace:
    facts = facts_of(of, pupil)
    return TranscriptPlace(of.pupils[pupil], facts, gaps_in(facts), transcript)


def transcripts_of(school_class: SchoolClass) -> dict[int, Transcript]:
    """By pupil; one query."""
    rows = Transcript.objects.filter(approval__school_class=school_class)
    rows = rows.select_related("approval__school_year", "approval__school_class", "pupil")
    return {row.pupil_id: row for row in rows}


def draw_up(school_class: SchoolClass, group: SubjectGroup | None, by: Staff) -> int:
    """Begin what is missing, take over anew what a draft has otherwise; how many. Raises Refusal."""
    about = {"school_class": school_class.pk}
    with change(DRAW_UP, by, (school_class.pk,), **about) as facts:
        of = ClassYear(school_class)
        if not of.is_book_locked:
            raise Refusal(_("The gradebook of the year is not locked."), "book_not_locked")
        drawn_up = [place.pupil.pk for place in places_of(of) if _take_over(of, place, group, by)]
        # The ethnic group stands on the form: it is protected, and whoever was shown it is kept.
        Reading.objects.bulk_create(_readings(drawn_up, by))
        facts["pupils"] = len(drawn_up)
    return len(drawn_up)


def _readings(pupils: Sequence[int], by: Staff) -> Iterator[Reading]:
    for pupil in pupils:
        yield Reading(pupil_id=pupil, by=by, purpose=Reading.Purpose.EXPORT)


def _take_over(
    of: ClassYear, place: TranscriptPlace, group: SubjectGroup | None, by: Staff
) -> bool:
    if place.transcript is None:
        transcript = Transcript(pupil=place.pupil, year=of.year, facts=dict(place.facts))
        places: Any = {"school_year": of.year, "school_class": of.school_class, "group": group}
        steps.open_approval(transcript, by=by, **places)
        return True
    if place.is_stale:
        place.transcript.facts = dict(place.facts)
        place.transcript.save()
    return place.is_stale
