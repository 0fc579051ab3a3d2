"""Every table of the room, found here by Django; each is written where its subject is."""

from people.accounts.models import (
    AccountCheck,
    CodeApp,
    FailedTry,
    Passkey,
    RecoveryCode,
    Reset,
    SecondFactorPolicy,
    SignedIn,
    Suspension,
)
from people.attendance.models import (
    Absence,
    AttendanceMonth,
    LateCorrection,
    MonthClosing,
    RollCall,
)
from people.earlier_years.models import EarlierYear
from people.incidents.models import Incident, IncidentNote
from people.measuring.models import Measurement
from people.movements.models import (
    Enrolment,
    IntakeRegister,
    Movement,
    RegisterEntry,
    Reversal,
    YearOutcome,
)
from people.new_year.models import LockProposal
from people.privacy.models import DataCopy, DataRequest, DataRequestNote
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
    "Absence",
    "AccountCheck",
    "AssessmentPeriod",
    "Assignment",
    "AttendanceMonth",
    "CodeApp",
    "DataCopy",
    "DataRequest",
    "DataRequestNote",
    "Dated",
    "Duty",
    "EarlierYear",
    "Enrolment",
    "FailedTry",
    "Guardian",
    "Holiday",
    "Incident",
    "IncidentNote",
    "IntakeRegister",
    "LateCorrection",
    "Letterhead",
    "LockProposal",
    "Measurement",
    "MonthClosing",
    "Movement",
    "Passkey",
    "ProtectedFacts",
    "Pupil",
    "Reading",
    "RecoveryCode",
    "RegisterEntry",
    "Reset",
    "Reversal",
    "RollCall",
    "SchoolClass",
    "SchoolYear",
    "SecondFactorPolicy",
    "SignedIn",
    "Site",
    "Staff",
    "Subject",
    "SubjectGroup",
    "Substitution",
    "SubstitutionRequest",
    "Suspension",
    "Term",
    "YearOutcome",
]
