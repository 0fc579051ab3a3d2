"""When results of a period may be entered, confirmed and opened."""

from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import AssessmentPeriod
from people.refusals import Problem

OVER = "window_closed"


def closed_because(period: AssessmentPeriod, *, is_returned: bool = False) -> Problem | None:
    """Why nothing is entered for this period today; nothing where its window is open.

    What a reviewer has sent back is put right whenever that was.
    """
    today = timezone.localdate()
    if today < period.opens_on:
        said = _("Entering for “%(period)s” opens on %(day)s.")
        return _problem(said, period, f"{period.opens_on:%d/%m/%Y}", "window_not_open_yet")
    if today > period.closes_on and not is_returned:
        said = _(
            "Entering for “%(period)s” closed on %(day)s. The records board can set another day, on"
            " the calendar of the school year."
        )
        return _problem(said, period, f"{period.closes_on:%d/%m/%Y}", OVER)
    return None


def _problem(said: str, period: AssessmentPeriod, day: str, code: str) -> Problem:
    return Problem(said % {"period": period.get_moment_display(), "day": day}, code)
