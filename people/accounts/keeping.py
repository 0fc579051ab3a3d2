"""Keeping the accounts: first passwords, suspensions, sessions of others. Nobody does it to himself."""

from collections.abc import Iterable

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.accounts import acts, factors, first_passwords, sessions
from people.accounts.models import SignedIn, Suspension
from people.door import change
from people.duties import holds, in_force
from people.models import Assignment, Duty, Staff, Substitution
from people.offices import ADMINISTRATION
from people.refusals import Refusal


def give_first_passwords(people: Iterable[Staff], by: Staff) -> list[tuple[Staff, str]]:
    """For people who have none yet: each with the password that is known here and never again."""
    # Hashing is slow on purpose: done before the transaction, so that nobody waits for it.
    made = [(staff, first_passwords.make()) for staff in people]
    hashed = [make_password(password) for _staff, password in made]
    with transaction.atomic():
        for (staff, _password), hash_ in zip(made, hashed, strict=True):
            _give(staff, hash_, by)
    return made


def _give(staff: Staff, hashed: str, by: Staff) -> None:
    with change(acts.MADE, by=by, staff=staff.pk):
        insist_on_somebody_else(staff, by)
        staff.refresh_from_db(fields=["password", "is_active"])
        if factors.has_account(staff) or not staff.is_active:
            raise Refusal(
                _("%s has an account already, or has left.") % staff.full_name,
                "has_account_or_left",
            )
        if answers_for_the_school(staff) and not holds(by, Duty.PRINCIPAL):
            raise Refusal(
                _("Only the principal gives accounts to those who keep the accounts."),
                "only_principal_gives",
            )
        staff.password = hashed
        staff.save(update_fields=["password"])


def set_first_password(staff: Staff, password: str = "") -> str:
    """All sessions end; second factors, duties and the signing key stay as they are."""
    password = password or first_passwords.make()
    staff.set_password(password)
    staff.password_set_on = None
    staff.save(update_fields=["password", "password_set_on"])
    sessions.end(SignedIn.objects.filter(staff=staff), None)
    return password


def insist_on_somebody_else(staff: Staff, by: Staff) -> None:
    if staff.pk == by.pk:
        raise Refusal(
            _("Nobody does this to his own account: please ask a colleague."), "own_account"
        )


def answers_for_the_school(staff: Staff) -> bool:
    """Whose account could do harm to all others, also as somebody's substitute: nobody touches it alone."""
    return holds(staff, *ADMINISTRATION) or _stands_in_for_a_keeper(staff)


def _stands_in_for_a_keeper(staff: Staff) -> bool:
    # Not by Powers, which know no duties of who is suspended.
    today = timezone.localdate()
    absent = Substitution.objects.filter(in_force(today), substitute=staff).values("absent")
    kept = Assignment.objects.filter(in_force(today), staff__in=absent, duty__in=ADMINISTRATION)
    return kept.exists()


def insist_on_own_names(staff: Staff, by: Staff) -> None:
    """How those are called who answer for the school: the principal's or the person's own to change."""
    before = Staff.objects.filter(pk=staff.pk).values_list("username", "email", "full_name").first()
    now = (staff.username, staff.email, staff.full_name)
    if before in {None, now} or staff.pk == by.pk:
        return
    if answers_for_the_school(staff) and not holds(by, Duty.PRINCIPAL):
        raise Refusal(
            _(
                "Only the principal changes name, user name and e-mail of those who keep the accounts."
            ),
            "only_principal_renames",
        )


def suspend(staff: Staff, by: Staff, reason: str) -> Suspension:
    """From now on nobody comes in by this account, and no desk waits for its person."""
    with change(acts.SUSPENDED, by=by, staff=staff.pk):
        _insist_on_rank(staff, by)
        if not staff.is_active:
            raise Refusal(_("This account is not active."), "account_not_active")
        row = Suspension.objects.create(staff=staff, reason=reason, begun_by=by)
        staff.is_active = False
        staff.save(update_fields=["is_active"])
        sessions.end(SignedIn.objects.filter(staff=staff), by)
    return row


def reactivate(staff: Staff, by: Staff) -> None:
    """Only what was suspended comes back; who has left the school is taken on elsewhere."""
    with change(acts.REACTIVATED, by=by, staff=staff.pk):
        _insist_on_rank(staff, by)
        open_ones = Suspension.objects.filter(staff=staff, ended_at=None)
        if not open_ones.update(ended_at=timezone.now(), ended_by=by):
            raise Refusal(_("This account is not suspended."), "account_not_suspended")
        staff.is_active = True
        staff.save(update_fields=["is_active"])


def end_sessions(staff: Staff, by: Staff, session: int | None = None) -> int:
    """One session of somebody, or all of them."""
    with change(acts.SESSIONS_ENDED, by=by, staff=staff.pk) as about:
        insist_on_somebody_else(staff, by)
        rows = SignedIn.objects.filter(staff=staff)
        about["count"] = sessions.end(rows.filter(pk=session) if session else rows, by)
    return int(about["count"])


def _insist_on_rank(staff: Staff, by: Staff) -> None:
    """The principal's account is nobody's to suspend, that of a leader or board member the principal's."""
    insist_on_somebody_else(staff, by)
    if holds(staff, Duty.PRINCIPAL):
        raise Refusal(_("Nobody suspends the principal here."), "principal_not_suspended")
    if answers_for_the_school(staff) and not holds(by, Duty.PRINCIPAL):
        raise Refusal(
            _("Only the principal suspends those who keep the accounts."), "only_principal_suspends"
        )
