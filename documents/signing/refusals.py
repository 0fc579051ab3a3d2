"""Why a signature was not made: each refusal is a sentence for the person at the screen."""

from people.refusals import Refusal


class CannotSign(Refusal):
    """The file does not take this signature, or the key did not give it; the sentence says why."""

    field = "pin"


class PinUnseen(CannotSign):
    """It failed before anybody could have looked at the PIN, so this was no try at it."""
