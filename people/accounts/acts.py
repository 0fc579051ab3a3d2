"""What may be done with accounts, and by whom; each of it is told to the trail."""

from django.utils.translation import gettext_lazy as _

from people.door import Act, declare
from people.models import Duty

# Those who answer for the accounts; always in person.
KEEPERS = (Duty.PRINCIPAL, Duty.VICE_PRINCIPAL, Duty.RECORDS_BOARD)

MADE = declare(
    Act(
        "account_made",
        _("Give first passwords"),
        _("%(who)s gave %(staff)s a first password."),
        KEEPERS,
    )
)
SUSPENDED = declare(
    Act(
        "account_suspended",
        _("Suspend an account"),
        _("%(who)s suspended the account of %(staff)s."),
        KEEPERS,
    )
)
REACTIVATED = declare(
    Act(
        "account_reactivated",
        _("Reactivate an account"),
        _("%(who)s reactivated the account of %(staff)s."),
        KEEPERS,
    )
)
RESET_ASKED = declare(
    Act(
        "account_reset_asked",
        _("Ask for a reset that needs two people"),
        _("%(who)s asked for a reset of the account of %(staff)s (%(what)s)."),
        KEEPERS,
    )
)
RESET_REFUSED = declare(
    Act(
        "account_reset_refused",
        _("Refuse a reset"),
        _("%(who)s refused a reset of the account of %(staff)s (%(what)s)."),
        KEEPERS,
    )
)
RESET = declare(
    Act(
        "account_reset",
        _("Reset a password or a second factor"),
        _("%(who)s reset the account of %(staff)s (%(what)s)."),
        KEEPERS,
    )
)
SESSIONS_ENDED = declare(
    Act(
        "account_sessions_ended",
        _("End sessions of others"),
        _("%(who)s ended %(count)d sessions of %(staff)s."),
        KEEPERS,
    )
)
POLICY = declare(
    Act(
        "account_policy",
        _("Demand second factors"),
        _("%(who)s changed who needs a second factor (%(what)s)."),
        (Duty.PRINCIPAL,),
    )
)
CHECKED = declare(
    Act(
        "account_check",
        _("Check all accounts"),
        _("%(who)s checked all accounts and found %(count)d things."),
        KEEPERS,
    )
)
PASSWORD_CHOSEN = declare(
    Act("account_password", _("Choose one's own password"), _("%(who)s chose a new password."))
)
FACTOR_ADDED = declare(
    Act(
        "account_factor_added",
        _("Add a second factor"),
        _("%(who)s added a second factor (%(what)s)."),
    )
)
FACTOR_REMOVED = declare(
    Act(
        "account_factor_removed",
        _("Remove a second factor"),
        _("%(who)s removed a second factor (%(what)s)."),
    )
)
