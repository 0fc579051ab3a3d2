"""Opens what a person signs with, wherever that key lies; one way in for every kind of key."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from documents.signing import keys, tries
from documents.signing.backends import BasePen, Pen, csc, pkcs11
from documents.signing.keys import NoKey
from documents.signing.refusals import CannotSign, PinUnseen
from documents.signing.registration import Backend, Registration, living
from people.models import Staff


class NoSeal(NoKey):
    """This person keeps no seal of the school."""

    code = "no_seal"
    sentence = gettext_lazy("The school's seal is not registered for you. Ask the records board.")


@sensitive_variables("pin", "code")
def open_pen(staff: Staff, pin: str, code: str = "", *, is_seal: bool = False) -> Pen:
    """What this person signs with, or seals with; whoever opened it closes it.

    Every try is counted before the PIN is looked at, hence not inside a transaction. Raises CannotSign,
    among these NoKey, WrongPin and KeyLocked.
    """
    registration = living(staff, is_seal=is_seal)
    if registration is None:
        raise NoSeal if is_seal else NoKey
    match Backend(registration.backend):
        case Backend.OWN:
            return keys.open_key(registration, pin)
        case Backend.TOKEN:
            return _open_token(registration, pin)
        case Backend.REMOTE:
            return _open_credential(registration, pin, code)
        case Backend.ELSEWHERE:
            raise CannotSign(
                _(
                    "Your key is not here: download the file, sign it with your own program, upload it."
                ),
                "key_is_elsewhere",
            )


@sensitive_variables("pin")
def _open_token(registration: Registration, pin: str) -> Pen:
    row = _take_a_try(registration)
    try:
        pen = pkcs11.open_token(
            registration.reference,
            registration.label,
            pin,
            certificate=bytes(registration.certificate),
            chain=registration.authorities,
        )
    except CannotSign as reason:
        raise _counted(row, reason) from None
    tries.clear(row)
    return pen


@sensitive_variables("pin", "code")
def _open_credential(registration: Registration, pin: str, code: str) -> Pen:
    """The service hears the PIN with the first hashes: until then the try counts as a wrong one."""
    wants_secret = registration.wants_pin or registration.wants_code
    row = _take_a_try(registration) if wants_secret else None
    try:
        pen = csc.open_credential(
            registration.reference,
            pin,
            code,
            certificate=bytes(registration.certificate),
            chain=registration.authorities,
        )
    except CannotSign:
        if row:
            tries.give_back(row)
        raise
    return UnprovenPen(pen, row) if row else pen


class UnprovenPen(BasePen):
    """A pen whose PIN proves right or wrong with its first signatures."""

    def __init__(self, pen: Pen, row: Registration) -> None:
        self.backend, self.mechanism = pen.backend, pen.mechanism
        self.certificate, self.chain = pen.certificate, pen.chain
        self._pen = pen
        self._row: Registration | None = row
        self._refused: CannotSign | None = None

    def sign_hashes(self, hashes: Sequence[bytes]) -> Sequence[bytes]:
        """A PIN that was wrong is not sent out again: that would be a try nobody has counted."""
        if self._refused:
            raise self._refused
        try:
            made = self._pen.sign_hashes(hashes)
        except CannotSign as reason:
            if self._row is None:
                raise
            self._refused = _counted(self._row, reason)
            raise self._refused from None
        if self._row:
            tries.clear(self._row)
            self._row = None
        return made

    def close(self) -> None:
        self._pen.close()


def _take_a_try(registration: Registration) -> Registration:
    row = tries.take(Registration.objects.living().filter(pk=registration.pk))
    if row is None:
        raise NoKey
    return row


def _counted(row: Registration, reason: CannotSign) -> CannotSign:
    """What to say of a refusal: the token's or the service's own words, or that it is locked now."""
    if isinstance(reason, PinUnseen):
        tries.give_back(row)
        return reason
    refusal = tries.refusal(row, row.staff)
    return refusal if isinstance(refusal, tries.KeyLocked) else reason
