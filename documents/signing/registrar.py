"""What the board does with keys: sees who somebody is, registers the key, ends that again."""

import unicodedata

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.signing import certificates, keys
from documents.signing.backends import csc
from documents.signing.certificates import Presented
from documents.signing.registration import Backend, Registration, living
from people.duties import holds
from people.models import Duty, Staff
from people.offices import REGISTRARS
from people.refusals import Refusal
from workflows import notices, trail


class NotRegistered(Refusal):
    """This registration may not be; the sentence says why."""


def may_register(staff: Staff) -> bool:
    """In person: whoever stands in for somebody does not vouch for people."""
    return holds(staff, *REGISTRARS)


def examine(new: Registration, presented: Presented | None, by: Staff) -> None:
    """Raise NotRegistered or CannotSign unless this could be registered as it stands.

    Fills in what the certificate and its service say. Asks authorities and services, and so may
    take some seconds.
    """
    _insist_on_people(new, by)
    _insist_on_need(new)
    if new.backend == Backend.OWN:
        return
    if presented is None:
        raise NotRegistered(_("Please choose the file of the certificate."), "certificate_missing")
    certificates.insist(presented, timezone.now())
    _insist_on_one_owner(new, presented)
    new.certificate, new.chain = presented.der, presented.chain
    new.fingerprint = presented.fingerprint
    new.not_after = presented.certificate.not_valid_after_utc
    if new.backend == Backend.REMOTE:
        demands = csc.demands_of(new.reference, presented.der)
        new.wants_pin, new.wants_code = "PIN" in demands, "OTP" in demands


def register(new: Registration, by: Staff, presented: Presented | None = None) -> Registration:
    """Keep this registration for good, and tell its owner and the trail. Raises what examine does."""
    examine(new, presented, by)
    new.registered_by = by
    try:
        with transaction.atomic():
            new.save(force_insert=True)
            trail.append([trail.Entry("key_registered", by.pk, detail=new.told())])
            notices.tell([new.staff], _welcome(new))
    except IntegrityError:
        raise NotRegistered(_("This was registered a moment ago."), "registered_just_now") from None
    return new


def end(registration: Registration, by: Staff, reason: str) -> None:
    """With this key nobody signs any more, and who it belongs to knows; harmless where that is so.

    So a forgotten PIN is reset, too: who ends it learns no PIN; after a new registration its owner
    makes a new key.
    """
    with transaction.atomic():
        ended = Registration.objects.living().filter(pk=registration.pk)
        if not ended.update(ended_at=timezone.now(), ended_by=by, reason=reason):
            return
        fingerprint = _fingerprint_now(registration)
        keys.revoke(registration)
        trail.append([trail.Entry("key_revoked", by.pk, detail=registration.told(fingerprint))])
        if by.pk != registration.staff_id:
            said = _("Your signing key was revoked: %s") % reason
            notices.tell([registration.staff], said)


def has_another_name(registration: Registration, presented: Presented) -> bool:
    """Does the certificate call its holder otherwise than the school calls this person?"""
    names = (certificates.facts_of(presented.certificate).name, registration.staff.full_name)
    certified, known = (unicodedata.normalize("NFC", name).casefold().split() for name in names)
    return not registration.is_seal and certified != known


def _insist_on_people(new: Registration, by: Staff) -> None:
    if not may_register(by):
        raise NotRegistered(
            _("Only the records board and the principal register keys."), "may_not_register_keys"
        )
    if new.staff_id == by.pk:
        raise NotRegistered(
            _("Nobody registers a key for himself: please ask a colleague of the records board."),
            "own_key",
        )
    if not new.staff.is_active:
        raise NotRegistered(
            _("%s does not work here any more.") % new.staff.full_name, "works_here_no_longer"
        )
    if new.is_seal and not holds(new.staff, Duty.CLERK):
        raise NotRegistered(
            _("The school's seal is kept by the clerk alone."), "seal_only_for_clerk"
        )


def _insist_on_need(new: Registration) -> None:
    if not new.evidence.strip():
        raise NotRegistered(_("Please write down what you have seen."), "evidence_missing")
    if living(new.staff, is_seal=new.is_seal):
        raise NotRegistered(
            _("%s has a registered key. Revoke that one first.") % new.staff.full_name,
            "key_registered_already",
        )


def _insist_on_one_owner(new: Registration, presented: Presented) -> None:
    """A certificate proves one person: never registered for anybody else, not even after its end."""
    others = Registration.objects.filter(fingerprint=presented.fingerprint)
    if others.exclude(staff=new.staff).exists():
        raise NotRegistered(
            _("This certificate was registered for somebody else."), "certificate_of_another"
        )


def _fingerprint_now(registration: Registration) -> str:
    """Which certificate ends with it: of a key kept here, the one it has now."""
    made = registration.keys.filter(revoked_at__isnull=True).first()
    return made.fingerprint if made else registration.fingerprint


def _welcome(new: Registration) -> str:
    if new.backend == Backend.OWN:
        return _("A signing key was registered for you. Choose your PIN at “My key”.")
    return _("Your signing key was registered. You can sign with it now.")
