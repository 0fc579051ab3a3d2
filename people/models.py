"""Every table of the room, found here by Django; each is written where its subject is."""

from people.movements.models import (
    Enrolment,
    IntakeRegister,
    Movement,
    RegisterEntry,
    Reversal,
    YearOutcome,
)
from people.pupils.models import Guardian, ProtectedFacts, Pupil, Reading
from people.staffing.models import (
    Assignment,
    Dated,
    Duty,
    Staff,
    SubjectGroup,
    Substitution,
    SubstitutionRequest,
)
from people.years.models import (
    AssessmentPeriod,
    Holiday,
    Letterhead,
    SchoolClass,
    SchoolYear,
    Site,
    Subject,
    Term,
)

__all__ = [
    "AssessmentPeriod",
    "Assignment",
    "Dated",
    "Duty",
    "Enrolment",
    "Guardian",
    "Holiday",
    "IntakeRegister",
    "Letterhead",
    "Movement",
    "ProtectedFacts",
    "Pupil",
    "Reading",
    "RegisterEntry",
    "Reversal",
    "SchoolClass",
    "SchoolYear",
    "Site",
    "Staff",
    "Subject",
    "SubjectGroup",
    "Substitution",
    "SubstitutionRequest",
    "Term",
    "YearOutcome",
]
