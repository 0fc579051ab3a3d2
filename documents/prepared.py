"""What is made for a step before the door is opened: a signed file, or the reason why there is none."""

from dataclasses import dataclass

from documents import signing
from workflows.refusals import Problem, Refusal


@dataclass(frozen=True, slots=True)
class Prepared:
    """A signed file made for a step, and the file it extends; kept only if that still is the last."""

    sha256: str
    size: int
    extends: str
    signed: signing.Signed
    token: str = ""
    """What the QR code on paper says, for the first file of a round."""


class NotSigned(Refusal):
    """The key could not be opened or the file not be signed; the field named is the PIN's, if any."""

    status = 422
    kind = "not_signed"

    def __init__(self, reason: Exception, field: str = "pin") -> None:
        super().__init__(Problem(str(reason), field))
