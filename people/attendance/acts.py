"""Taking attendance, correcting it late, closing a month: what may be done, and by whom."""

from django.utils.translation import gettext_lazy

from people.door import Act, declare
from people.offices import CLASS_AND_LEADERSHIP

# Clause 5.2: the homeroom teacher answers for it; where nobody is there, the leaders do it.

TAKE = declare(
    Act(
        "attendance_taken",
        gettext_lazy("Attendance taken"),
        gettext_lazy(
            "%(who)s took the attendance of %(school_class)s for %(day)s: %(absent)d absent."
        ),
        CLASS_AND_LEADERSHIP,
        in_person=False,
    )
)
CORRECT = declare(
    Act(
        "attendance_corrected",
        gettext_lazy("Attendance corrected late"),
        gettext_lazy(
            "%(who)s corrected the attendance of %(school_class)s for %(day)s: %(changed)d changes."
        ),
        CLASS_AND_LEADERSHIP,
        in_person=False,
    )
)
CLOSE = declare(
    Act(
        "attendance_closed",
        gettext_lazy("Month of attendance closed"),
        gettext_lazy(
            "%(who)s closed the attendance of %(school_class)s for %(month)s: %(excused)d sessions"
            " missed with permission, %(unexcused)d without."
        ),
        CLASS_AND_LEADERSHIP,
        in_person=False,
    )
)
