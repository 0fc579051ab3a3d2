"""The sentences of a file travel with the page that shows them, signed: what is added is what was shown."""

from collections.abc import Iterable

from django.core import signing
from django.utils.translation import gettext as _

from documents.assessment.comments.acts import key_of
from documents.assessment.models import BankSentence
from people.models import Staff
from people.refusals import Refusal

_SALT = "sentences for a bank"
_SECONDS = 24 * 60 * 60
_FIELDS = ("about", "level", "grade", "period", "text")


def token_of(sentences: Iterable[BankSentence], owner: int | None, by: Staff) -> str:
    said = {"for": [owner, by.pk], "rows": [key_of(each) for each in sentences]}
    return signing.dumps(said, salt=_SALT, compress=True)


def carried_by(token: str, by: Staff) -> tuple[list[BankSentence], int | None]:
    """The sentences, and whose bank they are for. Raises Refusal where it is not ours or of yesterday."""
    try:
        said = signing.loads(token, salt=_SALT, max_age=_SECONDS)
    except signing.BadSignature:
        said = {"for": [None, 0]}
    owner, person = said["for"]
    if person != by.pk:
        raise Refusal(
            _("This preview is too old: please upload the file again."), "stale_sentences"
        )
    rows = [BankSentence(**dict(zip(_FIELDS, row, strict=True))) for row in said["rows"]]
    return rows, owner
