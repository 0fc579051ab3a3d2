"""The sheets of a class at a period: which there must be by rules and matrix, which there are, whose."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from documents.assessment.answers.acts import answers_by_year
from documents.assessment.columns import Column, subject_columns, trait_columns
from documents.assessment.rules import programme_2018 as programme
from documents.assessment.rules.open_questions import Answers
from documents.assessment.terms import Period
from people.duties import Post, in_force, post_of
from people.models import AssessmentPeriod, Assignment, Duty, SchoolClass, Subject, SubjectGroup
from people.offices import TEACHERS_OF_A_CLASS
from workflows.models import Approval
from workflows.states import State

SHEET = "score_sheet"
"""The record type that is asked for; this room knows no other of its facts."""


@dataclass(frozen=True, slots=True)
class ClassSheet:
    """A sheet that a class must have at a period; without a subject: qualities and competencies."""

    post: Post
    subject: Subject | None
    approval: Approval | None = None
    teachers: tuple[str, ...] = ()
    """How those are called who hold its post today."""
    without: frozenset[str] = frozenset()
    """The competencies that the school leaves out in this grade."""

    @property
    def title(self) -> str:
        return self.subject.name if self.subject else _("Qualities and competencies")

    @property
    def is_confirmed(self) -> bool:
        return self.approval is not None and self.approval.state == State.CONFIRMED

    def columns(self, grade: int, period: AssessmentPeriod) -> tuple[Column, ...]:
        if self.subject:
            return subject_columns(self.subject.code, grade, Period(period.moment))
        return trait_columns(grade, Period(period.moment), self.without)


@dataclass(slots=True)
class Matrix:
    """What the sheets of many classes follow from, asked once: subjects, who teaches what, what there is."""

    subjects: Mapping[str, Subject]
    teachers: Mapping[Post, list[str]]
    approvals: Mapping[tuple[str, int | None], Approval]
    assigned: Mapping[int, set[int]] = field(default_factory=dict)
    answers: Mapping[int, Answers] = field(default_factory=dict)
    """The school's answers to open questions, by year."""

    def sheets_of(self, school_class: SchoolClass, period: AssessmentPeriod) -> list[ClassSheet]:
        without = self.answers[school_class.year_id].left_out_of(school_class.grade)
        return [
            ClassSheet(
                post,
                subject,
                self.approvals.get((str(post), period.pk)),
                tuple(self.teachers.get(post, ())),
                without,
            )
            for post, subject in self._expected(school_class)
        ]

    def _expected(self, of: SchoolClass) -> Iterator[tuple[Post, Subject | None]]:
        """Every subject of the programme; electives where somebody is assigned."""
        rows = [row.code for row in programme.rows_of(of.grade)]
        electives = [row.code for row in programme.electives_of(of.grade)]
        for code in (*rows, *electives):
            subject = self.subjects.get(code)
            taught = self.assigned.get(of.pk, set())
            if subject and (code in rows or subject.pk in taught):
                yield Post(Duty.SUBJECT_TEACHER, (of.pk, subject.pk)), subject
        yield Post(Duty.HOMEROOM_TEACHER, (of.pk,)), None


def matrix_of(classes: Sequence[SchoolClass], periods: Iterable[AssessmentPeriod]) -> Matrix:
    """Three queries, however many classes; two more where they were loaded without their year's answers."""
    rows = Assignment.objects.filter(
        in_force(timezone.localdate()), duty__in=TEACHERS_OF_A_CLASS, school_class__in=classes
    )
    teachers: dict[Post, list[str]] = defaultdict(list)
    assigned: dict[int, set[int]] = defaultdict(set)
    for row in rows.select_related("staff").order_by("pk"):
        teachers[post_of(row)].append(row.staff.called)
        if row.school_class_id and row.subject_id:
            assigned[row.school_class_id].add(row.subject_id)
    there = Approval.objects.filter(
        record_type=SHEET, school_class__in=classes, period__in=periods, erased_at=None
    )
    approvals = {(row.post, row.period_id): row for row in there.select_related("author")}
    subjects = {subject.code: subject for subject in Subject.objects.all()}
    answers = answers_by_year(classes)
    return Matrix(subjects, teachers, approvals, assigned, answers)


def day_of(period: AssessmentPeriod) -> date:
    """Whose class counts: today while the period runs, its last day ever after; never beyond the year."""
    return min(timezone.localdate(), period.closes_on, period.year.ends_on)


def group_of(school_class: SchoolClass) -> SubjectGroup | None:
    """The professional group whose leader reviews what belongs to this class: its homeroom teacher's."""
    rows = Assignment.objects.filter(
        in_force(timezone.localdate()), duty=Duty.HOMEROOM_TEACHER, school_class=school_class
    )
    row = rows.select_related("staff__group").order_by("pk").first()
    return row.staff.group if row else None
