"""What may be done with accounts, and by whom; each of it is told to the trail."""

from django.utils.translation import gettext_lazy as _

from people.door import Act, declare
from people.models import Duty
from people.offices import ADMINISTRATION

# Those who answer for the accounts; always in person.

MADE = declare(
    Act(
        "account_made",
        _("Give first passwords"),
        _("%(who)s gave %(staff)s a first password."),
        ADMINISTRATION,
    )
)
SUSPENDED = declare(
    Act(
        "account_suspended",
        _("Suspend an account"),
        _("%(who)s suspended the account of %(staff)s."),
        ADMINISTRATION,
    )
)
REACTIVATED = declare(
    Act(
        "account_reactivated",
        _("Reactivate an account"),
        _("%(who)s reactivated the account of %(staff)s."),
        ADMINISTRATION,
    )
)
PASSWORD_ASKED = declare(
    Act(
        "account_password_asked",
        _("Ask for a new first password that needs two people"),
        _("%(who)s asked for a new first password for %(staff)s."),
        ADMINISTRATION,
    )
)
PASSWORD_REFUSED = declare(
    Act(
        "account_password_refused",
        _("Refuse a new first password"),
        _("%(who)s refused a new first password for %(staff)s."),
        ADMINISTRATION,
    )
)
PASSWORD_RESET = declare(
    Act(
        "account_password_reset",
        _("Give a new first password"),
        _("%(who)s gave %(staff)s a new first password."),
        ADMINISTRATION,
    )
)
FACTOR_ASKED = declare(
    Act(
        "account_factor_asked",
        _("Ask to remove a second factor, which needs two people"),
        _("%(who)s asked to remove the second factor of %(staff)s."),
        ADMINISTRATION,
    )
)
FACTOR_REFUSED = declare(
    Act(
        "account_factor_refused",
        _("Refuse to remove a second factor"),
        _("%(who)s refused to remove the second factor of %(staff)s."),
        ADMINISTRATION,
    )
)
FACTOR_RESET = declare(
    Act(
        "account_factor_reset",
        _("Remove a lost second factor"),
        _("%(who)s removed the second factor of %(staff)s, which was lost."),
        ADMINISTRATION,
    )
)
SERVER_RESET = declare(
    Act(
        "account_server_reset",
        _("Reset an account at the server"),
        _(
            "At the server, the account of %(staff)s got a new first password and lost its second factor."
        ),
        ADMINISTRATION,
    )
)
SESSIONS_ENDED = declare(
    Act(
        "account_sessions_ended",
        _("End sessions of others"),
        _("%(who)s ended %(count)d sessions of %(staff)s."),
        ADMINISTRATION,
    )
)
POLICY = declare(
    Act(
        "account_policy",
        _("Demand second factors"),
        _("%(who)s changed who needs a second factor."),
        (Duty.PRINCIPAL,),
    )
)
CHECKED = declare(
    Act(
        "account_check",
        _("Check all accounts"),
        _("%(who)s checked all accounts and found %(count)d things."),
        ADMINISTRATION,
    )
)
PASSWORD_CHOSEN = declare(
    Act("account_password", _("Choose one's own password"), _("%(who)s chose a new password."))
)
FACTOR_ADDED = declare(
    Act(
        "account_factor_added",
        _("Add a second factor"),
        _("%(who)s added a second factor to the own account."),
    )
)
RECOVERY_RENEWED = declare(
    Act(
        "account_recovery_renewed",
        _("Make new recovery codes"),
        _("%(who)s made new recovery codes for the own account."),
    )
)
FACTOR_REMOVED = declare(
    Act(
        "account_factor_removed",
        _("Remove a second factor"),
        _("%(who)s removed a second factor from the own account."),
    )
)
