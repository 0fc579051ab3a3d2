"""How often somebody may be wrong: slow for who guesses, without shutting out whom the guesses are about.

Each account has two ways in. A device on which its owner has signed in before counts on its own; all
other devices of the world count together. So a stranger can close the second way, never the first. All
that comes from one network without a known device is counted, too, whichever names it tries; where that
is much, each account has fewer tries from there.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from people.accounts.devices import COOKIE_AGE, address_of, device_of, network_of
from people.accounts.models import FailedTry, SignedIn, Try
from people.accounts.sealing import keyed_hash
from people.models import Staff


class Limit(NamedTuple):
    tries: int
    within: timedelta


_PAUSE = timedelta(minutes=15)
_DAY = timedelta(days=1)
PER_ACCOUNT: dict[Try, tuple[Limit, ...]] = {
    Try.PASSWORD: (Limit(10, _PAUSE), Limit(60, _DAY)),
    Try.CODE: (Limit(5, _PAUSE), Limit(20, _DAY)),
}
# A whole school may sit behind one address; guessing through its names takes more than a typing error each.
# Then each account has only a few tries left there: none at all would let one pupil shut everybody out.
PER_NETWORK = (Limit(40, _PAUSE),)
PER_ACCOUNT_IN_BAD_NETWORK = (Limit(3, _PAUSE), Limit(12, _DAY))
KEPT = timedelta(days=90)


def begin(request: HttpRequest, username: str, kind: Try) -> FailedTry | None:
    """Count a try as failed before it is made, so that many at once are counted, too.

    None where there have been too many: then nothing may be looked at, not even the right password.
    """
    new = _described(request, username, kind)
    if any(_is_used_up(rows, limits) for rows, limits in _ways(new)):
        return None
    new.save()
    # Whoever knocks at the same moment sees this row, or is seen by this question.
    if any(_is_used_up(rows.exclude(pk=new.pk), limits) for rows, limits in _ways(new)):
        new.delete()
        return None
    return new


def succeed(done: FailedTry) -> None:
    """It was right: not a failure after all, and those before it on the same way no longer count."""
    done.delete()
    same_way = FailedTry.objects.filter(kind=done.kind, who=done.who, counts=True)
    if done.device:
        same_way.filter(device=done.device).update(counts=False)
    else:
        same_way.filter(device="", network=done.network).update(counts=False)
    FailedTry.objects.filter(at__lt=timezone.now() - KEPT).delete()


def _described(request: HttpRequest, username: str, kind: Try) -> FailedTry:
    staff = Staff.objects.filter(username=username[:60]).first()
    address = address_of(request)
    return FailedTry(
        kind=kind,
        who=keyed_hash(username, "name typed"),
        staff=staff,
        device=_known_device(request, staff),
        address=address,
        network=network_of(address),
    )


def _known_device(request: HttpRequest, staff: Staff | None) -> str:
    """Only where this person has been all the way in with this device."""
    device = device_of(request)
    since = timezone.now() - COOKIE_AGE
    if device and SignedIn.objects.filter(staff=staff, device=device, begun_at__gt=since).exists():
        return device
    return ""


def _ways(new: FailedTry) -> Iterable[tuple[QuerySet[FailedTry], tuple[Limit, ...]]]:
    """The rows that count together with this one, and how many there may be."""
    rows = FailedTry.objects.filter(counts=True)
    limits = PER_ACCOUNT[Try(new.kind)]
    yield rows.filter(kind=new.kind, who=new.who, device=new.device), limits
    if not new.device and new.network:
        here = rows.filter(network=new.network, device="")
        if _is_used_up(here, PER_NETWORK):
            yield here.filter(who=new.who), PER_ACCOUNT_IN_BAD_NETWORK


def _is_used_up(rows: QuerySet[FailedTry], limits: tuple[Limit, ...]) -> bool:
    now: Any = timezone.now()
    return any(rows.filter(at__gt=now - one.within).count() >= one.tries for one in limits)
