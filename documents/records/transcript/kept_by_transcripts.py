"""What transcripts keep of a pupil: everything that was submitted once."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from documents.records.transcript import reading
from documents.records.transcript.models import Transcript
from people.models import Pupil
from people.privacy.kept import Table, Value, changes_of, keeps
from people.privacy.kept_by_people import historical, history_of
from workflows.states import State


@keeps(Transcript, historical(Transcript))
def transcripts(pupil: Pupil) -> Iterable[Table]:
    rows = Transcript.objects.filter(pupil=pupil).select_related("approval", "year")
    submitted = [row for row in rows.order_by("year__starts_on") if not row.approval.is_private]
    columns = [("year", _("School year")), ("part", _("Part")), ("text", _("Text"))]
    lines = [line for row in submitted for line in _lines(row)]
    yield Table("transcripts", _("Transcripts"), columns, lines)
    if lines:
        history = history_of(Transcript).filter(pupil_id=pupil.pk)
        yield changes_of("transcripts_history", _("Changes: %s") % _("Transcripts"), history)


def _lines(row: Transcript) -> Iterator[Sequence[Value]]:
    state = str(State(row.approval.state).label)
    for part in reading.parts(row.facts):
        texts = (f"{row.year} · {state}", part.label, part.text)
        yield [Value(text, text) for text in texts]
