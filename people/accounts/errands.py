"""What accounts ask of those who keep them: the second of the two people that a reset takes."""

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from people.accounts.acts import PASSWORD_RESET
from people.accounts.models import Reset
from people.door import may_do
from people.errands import Errand, Row, ask
from people.powers import Powers


def _open(powers: Powers) -> QuerySet[Any]:
    """Not of who asked for it, nor of who is to be reset."""
    if not may_do(PASSWORD_RESET, powers):
        return Reset.objects.none()
    rows = Reset.objects.filter(done_at=None, refused_at=None)
    return rows.exclude(asked_by=powers.staff).exclude(staff=powers.staff)


def _confirm(row: Row) -> Errand:
    facts = {"what": str(Reset.Kind(row.mark).label), "staff": row.words}
    label = _("Confirm or refuse for %(staff)s: %(what)s") % facts
    return Errand(label, reverse("accounts"), row.day)


ask(
    _open,
    _confirm,
    number=F("pk"),
    words=F("staff__full_name"),
    mark=F("kind"),
    day=TruncDate("asked_at"),
)
