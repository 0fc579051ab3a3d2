"""What the school knows of a class's year when its transcripts are drawn up: asked once for all pupils."""

import json
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from documents.assessment.answers.acts import answers_of
from documents.assessment.honours.acts import praises_of
from documents.assessment.models import AssessmentWay, Praise, SupplementaryAssessment
from documents.assessment.pupil_years import pupil_year
from documents.assessment.rules import tt27_2020
from documents.assessment.rules.completion import Completion, completion
from documents.assessment.rules.facts import PupilYear
from documents.assessment.rules.open_questions import Answers
from documents.assessment.supplements.acts import as_rule
from documents.assessment.terms import Period, YearResult
from documents.assessment.ways.acts import ways_of
from documents.models import SignedFile
from people.attendance.totals import Missed, sessions_missed
from people.models import (
    EarlierYear,
    Enrolment,
    Guardian,
    Letterhead,
    Measurement,
    ProtectedFacts,
    Pupil,
    RegisterEntry,
    SchoolClass,
    SchoolYear,
)
from people.years.running import last_day_of
from workflows import basis
from workflows.basis import Support
from workflows.models import Approval, Submission
from workflows.states import State

BOOK = "gradebook"
"""The record type that is asked for; this room knows no other of its facts."""

BookRow = Mapping[str, Any]


class ClassYear:
    """The book of the class's year and what stands beside it; each thing is asked for when it is needed."""

    def __init__(self, school_class: SchoolClass) -> None:
        self.school_class = school_class

    @property
    def year(self) -> SchoolYear:
        return self.school_class.year

    @cached_property
    def book(self) -> Approval | None:
        rows = Approval.objects.filter(
            record_type=BOOK,
            school_class=self.school_class,
            period__moment=Period.YEAR_END.value,
            erased_at=None,
        )
        return rows.select_related("period").first()

    @property
    def is_book_locked(self) -> bool:
        return self.book is not None and self.book.state == State.LOCKED

    @cached_property
    def is_book_outdated(self) -> bool:
        return self.book is not None and bool(basis.outdated(self.book))

    @cached_property
    def said(self) -> Mapping[str, Any]:
        """The book's content as it was submitted, once it is locked; else nothing."""
        if self.book is None or not self.is_book_locked:
            return {"rows": [], "columns": [], "sheets": []}
        now = Submission.objects.filter(revision=self.book.revision, round=self.book.round)
        content: dict[str, Any] = json.loads(now.get(approval=self.book).content)
        return content

    @cached_property
    def rows(self) -> dict[int, BookRow]:
        """By pupil, in the order of the book."""
        return {row["pupil"]: row for row in self.said["rows"]}

    @cached_property
    def support(self) -> Support | None:
        if self.book is None:
            return None
        files = SignedFile.objects.filter(approval=self.book, revision=self.book.revision)
        last = files.order_by("-event").first()
        return Support(self.book, last.sha256 if last else "")

    @cached_property
    def pupils(self) -> dict[int, Pupil]:
        return Pupil.objects.in_bulk(list(self.rows))

    @cached_property
    def guardians(self) -> dict[int, dict[str, str]]:
        """Names by relation."""
        family: dict[int, dict[str, str]] = defaultdict(dict)
        for row in Guardian.objects.filter(pupil__in=self.rows):
            family[row.pupil_id][row.relation] = row.full_name
        return family

    @cached_property
    def ethnic_groups(self) -> dict[int, str]:
        rows = ProtectedFacts.objects.filter(pupil__in=self.rows)
        return dict(rows.values_list("pupil_id", "ethnicity"))

    @cached_property
    def register_numbers(self) -> dict[int, str]:
        rows = RegisterEntry.objects.filter(pupil__in=self.rows).select_related("register")
        return {row.pupil_id: str(row) for row in rows}

    @cached_property
    def enrolments(self) -> dict[int, list[Enrolment]]:
        """Until the end of this year, the oldest first."""
        found: dict[int, list[Enrolment]] = defaultdict(list)
        rows = Enrolment.objects.filter(pupil__in=self.rows, starts_on__lte=self.year.ends_on)
        for row in rows.select_related("school_class__year").order_by("starts_on"):
            found[row.pupil_id].append(row)
        return found

    @cached_property
    def earlier_years(self) -> dict[int, list[EarlierYear]]:
        """What was entered of the time before, the oldest first."""
        found: dict[int, list[EarlierYear]] = defaultdict(list)
        for row in EarlierYear.objects.filter(pupil__in=self.rows, year__lt=self.year.name):
            found[row.pupil_id].append(row)
        return found

    @cached_property
    def letterheads(self) -> list[Letterhead]:
        """The newest first."""
        return list(Letterhead.objects.order_by("-starts_on"))

    @cached_property
    def letterhead(self) -> Letterhead | None:
        """As the school is called at the end of this year, or today where that is still to come."""
        day = last_day_of(self.year)
        in_force = (each for each in self.letterheads if each.starts_on <= day)
        return next(in_force, self.letterheads[-1] if self.letterheads else None)

    @cached_property
    def missed(self) -> dict[int, Missed]:
        return sessions_missed(self.year, list(self.rows))

    @cached_property
    def measured(self) -> dict[int, Measurement]:
        """The last one of the year."""
        rows = Measurement.objects.filter(
            pupil__in=self.rows, on__range=(self.year.starts_on, self.year.ends_on)
        )
        return {row.pupil_id: row for row in rows.order_by("on")}

    @cached_property
    def praises(self) -> dict[int, list[Praise]]:
        found: dict[int, list[Praise]] = defaultdict(list)
        for row in praises_of(self.school_class):
            found[row.pupil_id].append(row)
        return found

    @cached_property
    def supplements(self) -> dict[int, SupplementaryAssessment]:
        rows = SupplementaryAssessment.objects.filter(school_class=self.school_class)
        return {row.pupil_id: row for row in rows}

    @cached_property
    def ways(self) -> dict[int, AssessmentWay]:
        return ways_of(list(self.rows), self.year, last_day_of(self.year))

    @cached_property
    def answers(self) -> Answers:
        return answers_of(self.year)

    def completion_of(self, pupil: int) -> Completion:
        """How far Điều 11 has come with this pupil."""
        more = as_rule(self.supplements.get(pupil))
        return completion(self._year_of(pupil), self.answers, more, self._decided(pupil))

    def result_of(self, pupil: int) -> str:
        """As the book has it; of who completed the year in summer, what that comes to."""
        more = as_rule(self.supplements.get(pupil))
        if more and self.completion_of(pupil) == Completion.COMPLETED_LATER:
            after = tt27_2020.supplemented(self._year_of(pupil), more)
            result = tt27_2020.synthesise(after, self.answers).result
            return result.value if result else ""
        return str(self.rows[pupil]["values"].get("result", ""))

    def _decided(self, pupil: int) -> YearResult | None:
        """Where the book says that its homeroom teacher decided otherwise than computed."""
        decided = self.rows[pupil].get("decided")
        return YearResult(decided["result"]) if decided else None

    def _year_of(self, pupil: int) -> PupilYear:
        values = self.rows[pupil]["values"]
        return pupil_year(self.school_class.grade, values, self.ways.get(pupil))
