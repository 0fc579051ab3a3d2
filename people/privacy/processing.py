"""The register of processing (hồ sơ xử lý dữ liệu cá nhân): which data, whose, why, by which law.

Dated: what is no longer processed gets a last day, what is new a first one; nothing is deleted.
Who reads is taken from the acts themselves. Other rooms declare what they process when they start.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.attendance.acts import TAKE
from people.imports.acts import APPLY
from people.incidents.acts import SEE_ALL
from people.measuring.acts import MEASURE
from people.models import Duty
from people.offices import ADMINISTRATION, REGISTRARS
from people.privacy.acts import SEE_REQUESTS
from people.pupils.acts import CHANGE_PROTECTED, SEE_PUPIL
from people.staffing.acts import CHANGE_STAFF

_START = date(2026, 1, 1)  # Luật 91/2025/QH15 is in force
PUPILS, STAFF = "pupils", "staff"
EVERYTHING = "everything"

_SCHOOL_ACT = gettext_lazy(
    "Legal function of the school: Decree 88/2026/NĐ-CP, Article 4; no consent is needed."
)
_EMPLOYER = gettext_lazy("Legal function of the school as employer; the school's regulation.")
_ACCOUNTABLE = gettext_lazy(
    "Duty to protect personal data and to prove it: Law 91/2025/QH15, Decree 356/2025/NĐ-CP."
)
_FAMILY = gettext_lazy("The family, by the papers of admission.")
_AUTHORITIES = gettext_lazy(
    "The education authorities by their data base; the next school at a transfer."
)
_NOBODY = gettext_lazy("Nobody.")
_PERMANENT = gettext_lazy("Permanent (Decree 88/2026/NĐ-CP, Article 8).")
_PROVES = gettext_lazy("Permanent, as long as the records that it proves.")
_NOT_SET = gettext_lazy("Not set yet: the clerk takes it from Circular 08/2025/TT-BGDĐT.")
_TRAIL = gettext_lazy("Personal accounts, rights by duty, history of every change, audit trail.")
_LOOKS = gettext_lazy("A page of its own; every look is written down; few may open it.")
_LIFELONG = gettext_lazy(
    "These data belong to the lifelong learning record, which the law keeps permanently"
    " (Decree 88/2026/NĐ-CP, Article 8; Law on Archives 33/2024/QH15). They may be corrected;"
    " they may not be erased."
)
_PROOF = gettext_lazy(
    "These data prove how personal data were protected (Law 91/2025/QH15, Decree"
    " 356/2025/NĐ-CP). They may not be erased."
)
_PERSONNEL = gettext_lazy(
    "These data belong to the personnel and archive records of the school (Law on Archives"
    " 33/2024/QH15). They may be corrected; they may not be erased."
)


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of data. `kept_by_law` says why it may not be erased; empty where it may."""

    name: str
    whose: str
    title: Any
    data: Any
    purpose: Any
    ground: Any
    source: Any
    readers: tuple[Duty, ...]
    given_to: Any
    retention: Any
    safeguards: Any
    kept_by_law: Any = ""
    since: date = _START
    until: date | None = None

    @property
    def read_by(self) -> list[str]:
        """The duties, in the order of the school."""
        return [str(duty.label) for duty in Duty if duty in self.readers]

    @property
    def subjects(self) -> str:
        return _("Pupils and their families") if self.whose == PUPILS else _("Staff")


_register: dict[str, Category] = {}


def declare(category: Category) -> Category:
    if category.name in _register:
        raise ValueError(f"{category.name} is declared twice")
    _register[category.name] = category
    return category


def in_force(day: date | None = None) -> list[Category]:
    day = day or timezone.localdate()
    return [
        one
        for one in _register.values()
        if one.since <= day and (one.until is None or day <= one.until)
    ]


def choices(whose: str) -> list[tuple[str, str]]:
    """For a request: what it may be about."""
    found = [(one.name, str(one.title)) for one in in_force() if one.whose == whose]
    return [(EVERYTHING, _("Everything that is kept")), *found]


def title_of(name: str) -> str:
    return str(_register[name].title) if name in _register else _("Everything that is kept")


def refusal_of_erasure(name: str, whose: str) -> str:
    """The sentence with which the law refuses to erase these data; empty where it does not.

    Of everything, the first that the law keeps of a pupil, or of somebody who works here.
    """
    if name == EVERYTHING:
        kept = (one.kept_by_law for one in in_force() if one.whose == whose and one.kept_by_law)
        return str(next(kept, ""))
    return str(_register[name].kept_by_law) if name in _register else ""


def _declare_all(categories: Iterable[Category]) -> None:
    for category in categories:
        declare(category)


_declare_all(
    (
        Category(
            "profile",
            PUPILS,
            gettext_lazy("Curriculum vitae of the pupil"),
            gettext_lazy(
                "Name, gender, date and place of birth, native place, residence, nationality,"
                " the ministry's pupil code, personal ID"
            ),
            gettext_lazy("To run classes and registers; page 3 of the transcript"),
            _SCHOOL_ACT,
            _FAMILY,
            SEE_PUPIL.may,
            _AUTHORITIES,
            _PERMANENT,
            _TRAIL,
            _LIFELONG,
        ),
        Category(
            "family",
            PUPILS,
            gettext_lazy("Father, mother, guardian"),
            gettext_lazy("Name, year of birth, occupation"),
            gettext_lazy("Page 3 of the transcript; to know who stands for the child"),
            _SCHOOL_ACT,
            _FAMILY,
            SEE_PUPIL.may,
            _AUTHORITIES,
            _PERMANENT,
            _TRAIL,
            _LIFELONG,
        ),
        Category(
            "contact",
            PUPILS,
            gettext_lazy("How the family is reached"),
            gettext_lazy("Telephone and personal ID of father, mother, guardian"),
            gettext_lazy("To reach the family; to know who asks"),
            _SCHOOL_ACT,
            _FAMILY,
            SEE_PUPIL.may,
            _NOBODY,
            _NOT_SET,
            _TRAIL,
        ),
        Category(
            "sizes",
            PUPILS,
            gettext_lazy("Height and weight"),
            gettext_lazy("Height and weight on the day of measuring"),
            gettext_lazy("The head of each year of the transcript"),
            _SCHOOL_ACT,
            gettext_lazy("Measured at school."),
            MEASURE.may,
            _AUTHORITIES,
            _PERMANENT,
            _TRAIL,
            _LIFELONG,
        ),
        Category(
            "protected_required",
            PUPILS,
            gettext_lazy("Sensitive data the law asks for"),
            gettext_lazy("Ethnic group, disability, priority category"),
            gettext_lazy("Transcript, statistics, exemptions and personal education plans"),
            _SCHOOL_ACT,
            _FAMILY,
            CHANGE_PROTECTED.may,
            _AUTHORITIES,
            _PERMANENT,
            _LOOKS,
            _LIFELONG,
        ),
        Category(
            "protected_voluntary",
            PUPILS,
            gettext_lazy("Sensitive data the family tells"),
            gettext_lazy("Religion, health"),
            gettext_lazy("To care for the child at school"),
            gettext_lazy("Told by the family of its own will; it may be taken back."),
            _FAMILY,
            CHANGE_PROTECTED.may,
            _NOBODY,
            _NOT_SET,
            _LOOKS,
        ),
        Category(
            "schooling",
            PUPILS,
            gettext_lazy("Schooling"),
            gettext_lazy(
                "Admission, classes, transfers, outcomes of the years, number in the enrolment"
                " register"
            ),
            gettext_lazy("Enrolment register, transcript, confirmation of attendance at school"),
            _SCHOOL_ACT,
            gettext_lazy("Acts of the school."),
            SEE_PUPIL.may,
            _AUTHORITIES,
            _PERMANENT,
            _TRAIL,
            _LIFELONG,
        ),
        Category(
            "attendance",
            PUPILS,
            gettext_lazy("Attendance"),
            gettext_lazy("Days and sessions missed, with or without permission"),
            gettext_lazy("To care for the child; totals stand in the transcript"),
            _SCHOOL_ACT,
            gettext_lazy("The homeroom teacher, every day."),
            TAKE.may,
            _AUTHORITIES,
            _PERMANENT,
            _TRAIL,
            _LIFELONG,
        ),
        Category(
            "results",
            PUPILS,
            gettext_lazy("Results and transcript"),
            gettext_lazy("Levels, marks, comments, awards, transcript, on paper or here"),
            gettext_lazy("Assessment and transcript (Circular 27/2020/TT-BGDĐT)"),
            _SCHOOL_ACT,
            gettext_lazy("The teachers of the pupil."),
            SEE_PUPIL.may,
            _AUTHORITIES,
            _PERMANENT,
            _TRAIL,
            _LIFELONG,
        ),
        Category(
            "spreadsheets",
            PUPILS,
            gettext_lazy("Spreadsheets that were brought in"),
            gettext_lazy("Rows of the file, what would change, what was made"),
            gettext_lazy("To compare before anything changes, and to take it back"),
            _SCHOOL_ACT,
            gettext_lazy("Files of the school."),
            next(iter(APPLY.values())).may,
            _NOBODY,
            gettext_lazy(
                "Emptied by itself: after 7 days if not applied, after 30 days if applied."
            ),
            _TRAIL,
        ),
        Category(
            "care",
            PUPILS,
            gettext_lazy("Looks, requests and copies"),
            gettext_lazy(
                "Who looked at protected data; who asked what and was answered what; to whom a"
                " copy was given"
            ),
            gettext_lazy("To prove that personal data are protected"),
            _ACCOUNTABLE,
            gettext_lazy("Sổ Ký itself; who asks."),
            SEE_REQUESTS.may,
            gettext_lazy("Inspectors who may ask for it by law."),
            _NOT_SET,
            _TRAIL,
            _PROOF,
        ),
        Category(
            "personnel",
            STAFF,
            gettext_lazy("Staff and their duties"),
            gettext_lazy(
                "Name, date of birth, personal ID, staff code, telephone, e-mail, position, duties,"
                " substitutions"
            ),
            gettext_lazy("To know who may do what, and who did it"),
            _EMPLOYER,
            gettext_lazy("The person; decisions of the school."),
            CHANGE_STAFF.may,
            _AUTHORITIES,
            _NOT_SET,
            _TRAIL,
            _PERSONNEL,
        ),
        Category(
            "accounts",
            STAFF,
            gettext_lazy("Accounts and sign-ins"),
            gettext_lazy("User name, sessions, device, network address, failed tries, factors"),
            gettext_lazy("To keep accounts safe"),
            _ACCOUNTABLE,
            gettext_lazy("Sổ Ký itself."),
            ADMINISTRATION,
            _NOBODY,
            gettext_lazy("Failed tries 90 days, ended sessions 400 days, the rest is not set yet."),
            gettext_lazy(
                "Passwords by Argon2, second factors sealed, failed names as keyed hashes."
            ),
            _PROOF,
        ),
        Category(
            "keys",
            STAFF,
            gettext_lazy("Signing keys"),
            gettext_lazy("Certificate, evidence of identity, sealed private key"),
            gettext_lazy("To sign records"),
            _EMPLOYER,
            gettext_lazy("The person; who registers the key."),
            REGISTRARS,
            gettext_lazy("Whoever checks a signed file sees name and certificate."),
            _PROVES,
            gettext_lazy("Sealed with a PIN that only the person knows."),
            _PERSONNEL,
        ),
        Category(
            "trail",
            STAFF,
            gettext_lazy("Audit trail and history"),
            gettext_lazy("Who did what when; every change of content"),
            gettext_lazy("To prove what happened to a record"),
            _EMPLOYER,
            gettext_lazy("Sổ Ký itself."),
            (Duty.PRINCIPAL, Duty.VICE_PRINCIPAL),
            gettext_lazy("Inspectors who may ask for it by law."),
            _PROVES,
            gettext_lazy("Numbers and fingerprints instead of names; a chain nobody can change."),
            _PROOF,
        ),
        Category(
            "problems",
            STAFF,
            gettext_lazy("Reported problems"),
            gettext_lazy("What was reported and answered; browser; kind of page, never whose"),
            gettext_lazy("To help, and to keep the school's data safe"),
            _EMPLOYER,
            gettext_lazy("Who reports and who answers."),
            SEE_ALL.may,
            _NOBODY,
            _NOT_SET,
            _TRAIL,
        ),
    )
)
