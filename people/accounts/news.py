"""What a person must know about the own account: said at each sign-in until it was read."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from people.accounts import factors
from people.accounts.models import Reset
from people.models import Staff


def unread(staff: Staff) -> QuerySet[Reset]:
    """What others did to this account, or want to do."""
    rows = Reset.objects.filter(staff=staff, read_at=None, refused_at=None)
    return rows.select_related("asked_by", "done_by")


def read(staff: Staff) -> None:
    unread(staff).filter(done_at__isnull=False).update(read_at=timezone.now())


def tell(request: HttpRequest, staff: Staff) -> None:
    for reset in unread(staff):
        messages.warning(request, in_words(reset))
    first = factors.demanded_from(staff)
    if first and first > timezone.localdate() and not factors.has_one(staff):
        messages.warning(
            request,
            _("Your duty needs a second factor from %s on. Set it up at “My account”.")
            % first.strftime("%d/%m/%Y"),
        )


def in_words(reset: Reset) -> str:
    """One sentence about a reset, for the person concerned."""
    who = reset.done_by or reset.asked_by
    facts = {
        "what": reset.get_kind_display(),
        "who": who.called if who else _("the command on the server"),
        "on": timezone.localtime(reset.done_at or reset.asked_at).strftime("%d/%m/%Y %H:%M"),
    }
    if reset.done_at is None:
        return _("Asked for by %(who)s on %(on)s, not confirmed yet: %(what)s.") % facts
    return (
        _("Done by %(who)s on %(on)s: %(what)s. If you know nothing of it, tell the principal.")
        % facts
    )
