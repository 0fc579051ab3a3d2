"""What was pasted travels with the page that shows it, signed: nothing of it is kept on the server."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.core import signing
from django.utils.translation import gettext as _

from documents.assessment.changes import Author
from documents.assessment.incoming.tables import IncomingTable
from people.refusals import Refusal
from workflows.models import Approval

_SALT = "table for a sheet"
_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Carried:
    """The tables of a file or of the clipboard, and by what means they came."""

    tables: Sequence[IncomingTable]
    means: str


def token_of(carried: Carried, approval: Approval, author: Author) -> str:
    """For this sheet and this person alone."""
    tables = [asdict(table) for table in carried.tables]
    said = {"for": _for(approval, author), "means": carried.means, "tables": tables}
    return signing.dumps(said, salt=_SALT, compress=True)


def carried_by(token: str, approval: Approval, author: Author) -> Carried:
    """Raises Refusal where it is not ours, for another sheet, or of yesterday."""
    try:
        said = signing.loads(token, salt=_SALT, max_age=_SECONDS)
    except signing.BadSignature:
        said = {}
    if said.get("for") != _for(approval, author):
        raise Refusal(_("This comparison is too old: please paste or upload again."), "stale_table")
    return Carried([IncomingTable(**table) for table in said["tables"]], said["means"])


def _for(approval: Approval, author: Author) -> list[int]:
    return [approval.pk, author.staff.pk]
