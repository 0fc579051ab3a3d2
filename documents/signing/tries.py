"""Every try at a PIN is counted before anybody looks at the PIN; too many lock the key for a while."""

from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.signing.refusals import CannotSign
from people.models import Staff
from workflows import notices


class WrongPin(CannotSign):
    """The PIN was wrong; so many tries are left before the key is locked for a while."""

    code = "wrong_pin"

    def __init__(self, tries_left: int) -> None:
        self.tries_left = tries_left
        said = ngettext(
            "Wrong PIN. %(left)d try left.", "Wrong PIN. %(left)d tries left.", tries_left
        )
        super().__init__(said % {"left": tries_left})


class KeyLocked(CannotSign):
    """Too many wrong PINs: not even the right one opens the key until this moment."""

    code = "key_locked"

    def __init__(self, until: datetime) -> None:
        self.until = until
        moment = date_format(timezone.localtime(until), "H:i d/m/Y")
        super().__init__(_("Too many wrong PINs: the key is locked until %s.") % moment)


class Counted(models.Model):
    """What a PIN opens, and how often in a row that PIN was wrong."""

    wrong_tries = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_locked(self) -> bool:
        return self.locked_until is not None and self.locked_until > timezone.now()


Row = TypeVar("Row", bound=Counted)


def take(rows: models.QuerySet[Row]) -> Row | None:
    """Count a try at the one row of these as if the PIN were wrong, and commit that.

    The last try locks at once, until its PIN proves right. Raises KeyLocked. Must not be called
    inside a transaction; Django refuses that with a RuntimeError.
    """
    now = timezone.now()
    with transaction.atomic(durable=True):
        row = rows.select_for_update().first()
        if row is None:
            return None
        if row.locked_until and row.locked_until > now:
            raise KeyLocked(row.locked_until)
        # A lock that has run out has cleared the count.
        row.wrong_tries = 1 if row.locked_until else row.wrong_tries + 1
        is_last = row.wrong_tries >= settings.SOKY_PIN_TRIES
        pause = timedelta(minutes=settings.SOKY_PIN_LOCK_MINUTES)
        row.locked_until = now + pause if is_last else None
        row.save(update_fields=["wrong_tries", "locked_until"])
    return row


def clear(row: Counted) -> None:
    """The PIN was right."""
    type(row)._default_manager.filter(pk=row.pk).update(wrong_tries=0, locked_until=None)


def give_back(row: Counted) -> None:
    """Nobody has looked at the PIN: as if the try had not been made."""
    type(row)._default_manager.filter(pk=row.pk, wrong_tries__gt=0).update(
        wrong_tries=models.F("wrong_tries") - 1, locked_until=None
    )


def refusal(row: Counted, owner: Staff) -> WrongPin | KeyLocked:
    """What to say of the wrong PIN; where it was the last one, owner and board are told."""
    if row.locked_until:
        notices.tell_key_locked(owner)
        return KeyLocked(row.locked_until)
    return WrongPin(settings.SOKY_PIN_TRIES - row.wrong_tries)
