"""What is processed of the staff, as the register of processing says it."""

from django.utils.translation import gettext_lazy

from people.incidents.acts import SEE_ALL
from people.models import Duty
from people.offices import ADMINISTRATION, REGISTRARS
from people.privacy.grounds import (
    ACCOUNTABLE,
    AUTHORITIES,
    EMPLOYER,
    NOBODY,
    NOT_SET,
    PERSONNEL,
    PROOF,
    PROVES,
    TRAIL,
)
from people.privacy.processing import STAFF, Category, declare
from people.staffing.acts import CHANGE_STAFF

declare(
    Category(
        "personnel",
        STAFF,
        gettext_lazy("Staff and their duties"),
        gettext_lazy(
            "Name, date of birth, personal ID, staff code, telephone, e-mail, position, duties,"
            " substitutions"
        ),
        gettext_lazy("To know who may do what, and who did it"),
        EMPLOYER,
        gettext_lazy("The person; decisions of the school."),
        CHANGE_STAFF.may,
        AUTHORITIES,
        NOT_SET,
        TRAIL,
        PERSONNEL,
    )
)
declare(
    Category(
        "accounts",
        STAFF,
        gettext_lazy("Accounts and sign-ins"),
        gettext_lazy("User name, sessions, device, network address, failed tries, factors"),
        gettext_lazy("To keep accounts safe"),
        ACCOUNTABLE,
        gettext_lazy("Sổ Ký itself."),
        ADMINISTRATION,
        NOBODY,
        gettext_lazy("Failed tries 90 days, ended sessions 400 days, the rest is not set yet."),
        gettext_lazy("Passwords by Argon2, second factors sealed, failed names as keyed hashes."),
        PROOF,
    )
)
declare(
    Category(
        "keys",
        STAFF,
        gettext_lazy("Signing keys"),
        gettext_lazy("Certificate, evidence of identity, sealed private key"),
        gettext_lazy("To sign records"),
        EMPLOYER,
        gettext_lazy("The person; who registers the key."),
        REGISTRARS,
        gettext_lazy("Whoever checks a signed file sees name and certificate."),
        PROVES,
        gettext_lazy("Sealed with a PIN that only the person knows."),
        PERSONNEL,
    )
)
declare(
    Category(
        "trail",
        STAFF,
        gettext_lazy("Audit trail and history"),
        gettext_lazy("Who did what when; every change of content"),
        gettext_lazy("To prove what happened to a record"),
        EMPLOYER,
        gettext_lazy("Sổ Ký itself."),
        (Duty.PRINCIPAL, Duty.VICE_PRINCIPAL),
        gettext_lazy("Inspectors who may ask for it by law."),
        PROVES,
        gettext_lazy("Numbers and fingerprints instead of names; a chain nobody can change."),
        PROOF,
    )
)
declare(
    Category(
        "problems",
        STAFF,
        gettext_lazy("Reported problems"),
        gettext_lazy("What was reported and answered; browser; kind of page, never whose"),
        gettext_lazy("To help, and to keep the school's data safe"),
        EMPLOYER,
        gettext_lazy("Who reports and who answers."),
        SEE_ALL.may,
        NOBODY,
        NOT_SET,
        TRAIL,
    )
)
