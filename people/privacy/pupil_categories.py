"""What is processed of pupils and their families, as the register of processing says it."""

from django.utils.translation import gettext_lazy

from people.attendance.acts import TAKE
from people.imports.acts import APPLY
from people.measuring.acts import MEASURE
from people.privacy.acts import SEE_REQUESTS
from people.privacy.grounds import (
    ACCOUNTABLE,
    AUTHORITIES,
    FAMILY,
    LIFELONG,
    LOOKS,
    NOBODY,
    NOT_SET,
    PERMANENT,
    PROOF,
    SCHOOL_ACT,
    TRAIL,
)
from people.privacy.processing import PUPILS, Category, declare
from people.pupils.acts import CHANGE_PROTECTED, SEE_PUPIL

declare(
    Category(
        "profile",
        PUPILS,
        gettext_lazy("Curriculum vitae of the pupil"),
        gettext_lazy(
            "Name, gender, date and place of birth, native place, residence, nationality,"
            " the ministry's pupil code, personal ID"
        ),
        gettext_lazy("To run classes and registers; page 3 of the transcript"),
        SCHOOL_ACT,
        FAMILY,
        SEE_PUPIL.may,
        AUTHORITIES,
        PERMANENT,
        TRAIL,
        LIFELONG,
    )
)
declare(
    Category(
        "family",
        PUPILS,
        gettext_lazy("Father, mother, guardian"),
        gettext_lazy("Name, year of birth, occupation"),
        gettext_lazy("Page 3 of the transcript; to know who stands for the child"),
        SCHOOL_ACT,
        FAMILY,
        SEE_PUPIL.may,
        AUTHORITIES,
        PERMANENT,
        TRAIL,
        LIFELONG,
    )
)
declare(
    Category(
        "contact",
        PUPILS,
        gettext_lazy("How the family is reached"),
        gettext_lazy("Telephone and personal ID of father, mother, guardian"),
        gettext_lazy("To reach the family; to know who asks"),
        SCHOOL_ACT,
        FAMILY,
        SEE_PUPIL.may,
        NOBODY,
        NOT_SET,
        TRAIL,
    )
)
declare(
    Category(
        "sizes",
        PUPILS,
        gettext_lazy("Height and weight"),
        gettext_lazy("Height and weight on the day of measuring"),
        gettext_lazy("The head of each year of the transcript"),
        SCHOOL_ACT,
        gettext_lazy("Measured at school."),
        MEASURE.may,
        AUTHORITIES,
        PERMANENT,
        TRAIL,
        LIFELONG,
    )
)
declare(
    Category(
        "protected_required",
        PUPILS,
        gettext_lazy("Sensitive data the law asks for"),
        gettext_lazy("Ethnic group, disability, priority category"),
        gettext_lazy("Transcript, statistics, exemptions and personal education plans"),
        SCHOOL_ACT,
        FAMILY,
        CHANGE_PROTECTED.may,
        AUTHORITIES,
        PERMANENT,
        LOOKS,
        LIFELONG,
    )
)
declare(
    Category(
        "protected_voluntary",
        PUPILS,
        gettext_lazy("Sensitive data the family tells"),
        gettext_lazy("Religion, health"),
        gettext_lazy("To care for the child at school"),
        gettext_lazy("Told by the family of its own will; it may be taken back."),
        FAMILY,
        CHANGE_PROTECTED.may,
        NOBODY,
        NOT_SET,
        LOOKS,
    )
)
declare(
    Category(
        "schooling",
        PUPILS,
        gettext_lazy("Schooling"),
        gettext_lazy(
            "Admission, classes, transfers, outcomes of the years, number in the enrolment register"
        ),
        gettext_lazy("Enrolment register, transcript, confirmation of attendance at school"),
        SCHOOL_ACT,
        gettext_lazy("Acts of the school."),
        SEE_PUPIL.may,
        AUTHORITIES,
        PERMANENT,
        TRAIL,
        LIFELONG,
    )
)
declare(
    Category(
        "attendance",
        PUPILS,
        gettext_lazy("Attendance"),
        gettext_lazy("Days and sessions missed, with or without permission"),
        gettext_lazy("To care for the child; totals stand in the transcript"),
        SCHOOL_ACT,
        gettext_lazy("The homeroom teacher, every day."),
        TAKE.may,
        AUTHORITIES,
        PERMANENT,
        TRAIL,
        LIFELONG,
    )
)
declare(
    Category(
        "results",
        PUPILS,
        gettext_lazy("Results and transcript"),
        gettext_lazy("Levels, marks, comments, awards, transcript, on paper or here"),
        gettext_lazy("Assessment and transcript (Circular 27/2020/TT-BGDĐT)"),
        SCHOOL_ACT,
        gettext_lazy("The teachers of the pupil."),
        SEE_PUPIL.may,
        AUTHORITIES,
        PERMANENT,
        TRAIL,
        LIFELONG,
    )
)
declare(
    Category(
        "spreadsheets",
        PUPILS,
        gettext_lazy("Spreadsheets that were brought in"),
        gettext_lazy("Rows of the file, what would change, what was made"),
        gettext_lazy("To compare before anything changes, and to take it back"),
        SCHOOL_ACT,
        gettext_lazy("Files of the school."),
        next(iter(APPLY.values())).may,
        NOBODY,
        gettext_lazy("Emptied by itself: after 7 days if not applied, after 30 days if applied."),
        TRAIL,
    )
)
declare(
    Category(
        "care",
        PUPILS,
        gettext_lazy("Looks, requests and copies"),
        gettext_lazy(
            "Who looked at protected data; who asked what and was answered what; to whom a"
            " copy was given"
        ),
        gettext_lazy("To prove that personal data are protected"),
        ACCOUNTABLE,
        gettext_lazy("Sổ Ký itself; who asks."),
        SEE_REQUESTS.may,
        gettext_lazy("Inspectors who may ask for it by law."),
        NOT_SET,
        TRAIL,
        PROOF,
    )
)
