"""What the school has issued of a pupil: each year's signed paper and its digital one, byte for byte."""

from collections.abc import Iterator
from dataclasses import dataclass

from documents import archive, stages
from documents.records.transcript import digital
from documents.records.transcript.models import Transcript
from people.models import Pupil
from workflows.states import State


@dataclass(frozen=True, slots=True)
class IssuedYear:
    """`xml` is empty where the specification of the digital one missed something."""

    year: str
    pdf: bytes
    xml: bytes


def issued_years(pupil: Pupil) -> Iterator[IssuedYear]:
    """In their order; a transcript that was withdrawn, or is under way, is none of them.

    Raises NotAsKept where the archive does not hand out what was signed.
    """
    rows = Transcript.objects.filter(pupil=pupil, approval__state=State.ISSUED)
    issued = list(rows.select_related("year").order_by("year__starts_on"))
    papers = stages.latest_of(row.pk for row in issued)
    beside = digital.latest_of([row.pk for row in issued])
    for row in issued:
        file = beside.get(row.pk)
        is_complete = file is not None and file.is_complete
        xml = archive.read(file.sha256) if file and is_complete else b""
        yield IssuedYear(str(row.year), archive.read(papers[row.pk]), xml)
