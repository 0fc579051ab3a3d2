"""New first passwords and lost second factors: who asks, who confirms, and who gets to know.

Whoever answers for the school is reset by two people, each of whom sees one half of the new password.
For everybody else one is enough, but nobody removes both the password and the second factor of one
person: else he could sign in as that person.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from people.accounts import acts, factors, first_passwords, keeping
from people.accounts.models import Reset, SignedIn
from people.accounts.sealing import seal, unseal
from people.accounts.sessions import end
from people.door import change
from people.models import Staff
from people.refusals import Refusal

_HALF = "half of a password"
_ASKED = {Reset.Kind.PASSWORD: acts.PASSWORD_ASKED, Reset.Kind.FACTOR: acts.FACTOR_ASKED}
_DONE = {Reset.Kind.PASSWORD: acts.PASSWORD_RESET, Reset.Kind.FACTOR: acts.FACTOR_RESET}
_REFUSED = {Reset.Kind.PASSWORD: acts.PASSWORD_REFUSED, Reset.Kind.FACTOR: acts.FACTOR_REFUSED}


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of it: done, or waiting for a second person; and what is shown of a password, once."""

    reset: Reset
    password: str = ""

    @property
    def is_half(self) -> bool:
        return bool(self.password) and keeping.answers_for_the_school(self.reset.staff)


def open_resets() -> list[Reset]:
    rows = Reset.objects.filter(done_at=None, refused_at=None).select_related("staff", "asked_by")
    return list(rows)


def ask(staff: Staff, kind: str, by: Staff, reason: str) -> Asked:
    """Do it, or where it takes two, ask for it."""
    if keeping.answers_for_the_school(staff):
        return _ask_for_two(staff, kind, by, reason)
    with change(_DONE[Reset.Kind(kind)], by=by, staff=staff.pk):
        _insist(staff, kind, by)
        row = Reset.objects.create(staff=staff, kind=kind, reason=reason, asked_by=by)
        return Asked(row, _carry_out(row, by))


def _ask_for_two(staff: Staff, kind: str, by: Staff, reason: str) -> Asked:
    with change(_ASKED[Reset.Kind(kind)], by=by, staff=staff.pk):
        _insist(staff, kind, by)
        if Reset.objects.filter(staff=staff, kind=kind, done_at=None, refused_at=None).exists():
            raise Refusal(
                _("Somebody asked for this already: it only needs to be confirmed."),
                "asked_already",
            )
        row = Reset(staff=staff, kind=kind, reason=reason, asked_by=by)
        half = first_passwords.make_half() if kind == Reset.Kind.PASSWORD else ""
        row.sealed_half = seal(half.encode(), _HALF, staff.pk) if half else None
        row.save()
    return Asked(row, half)


def confirm(row: Reset, by: Staff) -> Asked:
    """The second person; the one who asked has the first half of the password."""
    with change(_DONE[Reset.Kind(row.kind)], by=by, staff=row.staff_id):
        row = Reset.objects.select_for_update().select_related("staff").get(pk=row.pk)
        if row.done_at or row.refused_at:
            raise Refusal(_("This was decided a moment ago."), "decided_just_now")
        if row.asked_by_id == by.pk:
            raise Refusal(
                _("It takes two: somebody else must confirm what you asked for."), "takes_two"
            )
        _insist(row.staff, row.kind, by)
        return Asked(row, _carry_out(row, by))


def refuse(row: Reset, by: Staff) -> None:
    """Also by who asked: then it is withdrawn. Also by the person concerned: who can, needs no reset."""
    with change(_REFUSED[Reset.Kind(row.kind)], by=by, staff=row.staff_id):
        waiting = Reset.objects.filter(pk=row.pk, done_at=None, refused_at=None)
        if not waiting.update(refused_at=timezone.now(), refused_by=by, sealed_half=None):
            raise Refusal(_("This was decided a moment ago."), "decided_just_now")


def by_the_machine(staff: Staff, reason: str) -> str:
    """For a school whose keepers of accounts are all shut out: whoever runs the machine may do it."""
    with change(acts.SERVER_RESET, by=None, staff=staff.pk):
        now = timezone.now()
        for kind in Reset.Kind.values:
            Reset.objects.filter(staff=staff, kind=kind, done_at=None, refused_at=None).update(
                refused_at=now, sealed_half=None
            )
            Reset.objects.create(staff=staff, kind=kind, reason=reason, done_at=now)
        factors.remove_all(staff)
        return keeping.set_first_password(staff)


def _carry_out(row: Reset, by: Staff) -> str:
    """What is to be handed to the person: the password, or the second half of it."""
    staff, shown = row.staff, ""
    if row.kind == Reset.Kind.FACTOR:
        factors.remove_all(staff)
        end(SignedIn.objects.filter(staff=staff), by)
    elif row.sealed_half:
        shown = first_passwords.make_half()
        first = unseal(row.sealed_half, _HALF, staff.pk).decode()
        keeping.set_first_password(staff, f"{first}-{shown}")
    else:
        shown = keeping.set_first_password(staff)
    row.done_at, row.done_by, row.sealed_half = timezone.now(), by, None
    row.save(update_fields=["done_at", "done_by", "sealed_half"])
    return shown


def _insist(staff: Staff, kind: str, by: Staff) -> None:
    keeping.insist_on_somebody_else(staff, by)
    if not staff.is_active or not factors.has_account(staff):
        raise Refusal(_("This person has no account that could be reset."), "no_account")
    if kind == Reset.Kind.FACTOR and not factors.has_one(staff):
        raise Refusal(_("This person has no second factor."), "no_second_factor")
    alone = not keeping.answers_for_the_school(staff)
    if alone and _had_a_hand_in_the_other(staff, kind, by):
        raise Refusal(
            _(
                "You reset the other half of this account, and its owner has not signed in since: "
                "please let a colleague do this."
            ),
            "reset_other_half",
        )


def _had_a_hand_in_the_other(staff: Staff, kind: str, by: Staff) -> bool:
    """Both halves in one hand, with nothing in between that only the owner could have done."""
    if kind == Reset.Kind.PASSWORD and factors.has_one(staff):
        return False
    others = Reset.objects.filter(Q(asked_by=by) | Q(done_by=by), staff=staff, refused_at=None)
    others = others.exclude(kind=kind)
    if staff.password_set_on:
        others = others.filter(asked_at__gt=staff.password_set_on)
    return others.exists()
