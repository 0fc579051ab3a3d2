"""Who should know: written with the step, in its transaction; sent by mail after it."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from people.duties import Post, Roster
from people.models import Duty, Staff
from workflows.models import Approval, BulkRun, Event, Notice
from workflows.permissions import drafters, owners
from workflows.states import NEW_REVISION, Step

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class News:
    """What one person should know of one record."""

    recipient: int
    kind: Notice.Kind
    event: Event
    approval: Approval

    @property
    def sentence(self) -> str:
        return {
            Notice.Kind.WAITING: _("“%s” is waiting for you."),
            Notice.Kind.RETURNED: _("“%s” was sent back to you."),
            Notice.Kind.UNLOCKED: _("“%s” was unlocked; a new revision is open."),
            Notice.Kind.FINISHED: _("“%s” is approved and locked."),
        }[self.kind] % self.approval.title

    def as_notice(self) -> Notice:
        return Notice(
            recipient_id=self.recipient,
            kind=self.kind,
            sentence=self.sentence,
            approval=self.approval,
            event=self.event,
        )


def tell_next(
    steps: Iterable[tuple[Event, Approval, Sequence[str]]],
    roster: Roster,
    run: BulkRun | None = None,
) -> None:
    """Tell those at the desks now open that it is their turn, and those who wrote it how it went.

    Each step is named by its event, its approval, and the posts whose desks it opened.
    """
    news = [each for step in steps for each in _news_of(*step, roster)]
    if run is not None:
        _count_in_run(run, news)
        return
    notices = [each.as_notice() for each in news]
    emails = {colleague.pk: colleague.email for colleague in roster.people.values()}
    emails |= {each.approval.author_id: each.approval.author.email for each in news}
    _write(notices, by_mail=any(emails.get(each.recipient) for each in news))


def _count_in_run(run: BulkRun, news: Sequence[News]) -> None:
    """One notice of a kind for each person, however many records and chunks the run has."""
    known = {(notice.recipient_id, notice.kind): notice for notice in run.notices.all()}
    grouped: dict[tuple[int, Notice.Kind], list[News]] = defaultdict(list)
    for each in news:
        grouped[each.recipient, each.kind].append(each)
    for (recipient, kind), group in grouped.items():
        notice = known.get((recipient, kind))
        count = len(group) + (notice.records if notice else 0)
        is_single = count == 1
        Notice.objects.update_or_create(
            recipient_id=recipient,
            kind=kind,
            run=run,
            defaults={
                "records": count,
                "sentence": group[0].sentence if is_single else _of_many(kind, count),
                "approval": group[0].approval if is_single else None,
            },
        )


def _of_many(kind: Notice.Kind, count: int) -> str:
    words = {
        Notice.Kind.WAITING: _("%d records are waiting for you."),
        Notice.Kind.RETURNED: _("%d records were sent back to you."),
        Notice.Kind.UNLOCKED: _("%d records were unlocked; new revisions are open."),
        Notice.Kind.FINISHED: _("%d of your records are approved and locked."),
    }
    return words[kind] % count


def tell(people: Iterable[Staff], sentence: str, approval: Approval | None = None) -> list[Notice]:
    """Tell these people something, of a record or of none."""
    notices = [Notice(recipient=person, sentence=sentence, approval=approval) for person in people]
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


def _news_of(event: Event, approval: Approval, posts: Sequence[str], roster: Roster) -> list[News]:
    kind = _kind_of(event, approval)
    if kind == Notice.Kind.WAITING:
        own = owners(approval, roster)
        takers = (taker for post in posts for taker in roster.takers(Post.parse(post), own))
        people = {taker.person for taker in takers}
    elif kind == Notice.Kind.FINISHED:
        people = {approval.author_id} - {event.by_id}
    else:
        people = {capacity.person for capacity in drafters(approval, roster)} - {event.by_id}
    return [News(person, kind, event, approval) for person in sorted(people)]


def _kind_of(event: Event, approval: Approval) -> Notice.Kind:
    if event.kind == Step.SEND_BACK:
        return Notice.Kind.RETURNED
    if event.kind in NEW_REVISION:
        return Notice.Kind.UNLOCKED
    return Notice.Kind.FINISHED if approval.is_final else Notice.Kind.WAITING


def _write(notices: list[Notice], *, by_mail: bool) -> list[Notice]:
    written = Notice.objects.bulk_create(notices)
    if by_mail:
        transaction.on_commit(lambda: send.enqueue())
    return written


def run_ended(run: BulkRun) -> None:
    """What the run's people have to know is complete: it may be mailed."""
    if run.notices.exclude(recipient__email="").exists():
        transaction.on_commit(lambda: send.enqueue())


@task()
def send() -> int:
    """Mail what is unsent to those who have an address; each notice once. Returns how many went."""
    unsent = Notice.objects.filter(sent_at=None).exclude(recipient__email="")
    waiting = unsent.filter(Q(run=None) | Q(run__finished_at__isnull=False))
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
