"""Who should know: written with the step, in its transaction; sent by mail after it."""

import logging
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from people.duties import Post, Roster
from people.models import Duty, Staff
from workflows.models import Approval, Event, Notice
from workflows.states import NEW_REVISION, State, Step

_log = logging.getLogger(__name__)


def tell_next(
    told: Iterable[tuple[Event, Approval, Sequence[str]]], roster: Roster
) -> list[Notice]:
    """Tell those at the desks now open that it is their turn, and the author how it went.

    `told` names each event, its approval, and the posts whose desks were opened by it.
    """
    notices, emails = [], {one.pk: one.email for one in roster.people.values()}
    for event, approval, posts in told:
        emails[approval.author_id] = approval.author.email
        for person, sentence in _recipients(event, approval, posts, roster).items():
            notices.append(
                Notice(
                    recipient_id=person,
                    approval_id=approval.pk,
                    event_id=event.pk,
                    sentence=sentence,
                )
            )
    return _write(notices, by_mail=any(emails[one.recipient_id] for one in notices))


def tell(people: Iterable[Staff], sentence: str) -> list[Notice]:
    """Tell these people something that belongs to no record."""
    notices = [Notice(recipient=person, sentence=sentence) for person in people]
    return _write(notices, by_mail=any(one.recipient.email for one in notices))


def tell_key_locked(staff: Staff) -> None:
    """A signing key was locked after too many wrong PINs: its owner and the records board know."""
    board = Roster(duties=[Duty.RECORDS_BOARD]).holders(Post(Duty.RECORDS_BOARD))
    people = {staff.pk, *(one.person for one in board)}
    tell(
        Staff.objects.filter(pk__in=people),
        _(
            "The signing key of %(name)s was locked for %(minutes)d minutes after %(tries)d wrong PINs."
        )
        % {
            "name": staff.full_name,
            "minutes": settings.SOKY_PIN_LOCK_MINUTES,
            "tries": settings.SOKY_PIN_TRIES,
        },
    )


def _recipients(
    event: Event, approval: Approval, posts: Sequence[str], roster: Roster
) -> dict[int, str]:
    if event.kind == Step.SEND_BACK:
        return {approval.author_id: _("“%s” was sent back to you.") % approval.title}
    if event.kind in NEW_REVISION and event.by_id != approval.author_id:
        return {
            approval.author_id: _("“%s” was unlocked; a new revision is open.") % approval.title
        }
    if approval.state in {State.LOCKED, State.ISSUED} and approval.is_final:
        return {approval.author_id: _("“%s” is approved and locked.") % approval.title}
    waiting = _("“%s” is waiting for you.") % approval.title
    return {
        taker.person: waiting
        for post in posts
        for taker in roster.takers(Post.parse(post), approval.author_id)
    }


def _write(notices: list[Notice], *, by_mail: bool) -> list[Notice]:
    written = Notice.objects.bulk_create(notices)
    if by_mail:
        transaction.on_commit(lambda: send.enqueue())
    return written


@task()
def send() -> int:
    """Mail what is unsent to those who have an address; each notice once. Returns how many went."""
    waiting = Notice.objects.filter(sent_at=None).exclude(recipient__email="")
    sent = 0
    for notice in waiting.select_related("recipient").order_by("pk"):
        if Notice.objects.filter(pk=notice.pk, sent_at=None).update(sent_at=timezone.now()):
            sent += _mail(notice)
    return sent


def _mail(notice: Notice) -> bool:
    """Send it, or put it back for the next time; one that fails does not hold up the others."""
    try:
        send_mail("Sổ Ký", notice.sentence, None, [notice.recipient.email])
    except OSError:
        _log.exception("Notice %s could not be mailed.", notice.pk)
        Notice.objects.filter(pk=notice.pk).update(sent_at=None)
        return False
    return True
