"""Why a signature was not made: each refusal is a sentence for the person at the screen."""


class CannotSign(Exception):
    """The file does not take this signature, or the key did not give it; the sentence says why."""


class PinUnseen(CannotSign):
    """It failed before anybody could have looked at the PIN, so this was no try at it."""
