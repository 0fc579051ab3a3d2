"""A record that lives on paper: rendered once at submission, then signed at each desk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from documents import archive, pages, rendering, signing
from documents.models import SignedFile
from documents.paper import Rendered
from people.duties import Roster
from people.models import Staff
from workflows import registry
from workflows.models import Event
from workflows.permissions import Seat
from workflows.record import Record
from workflows.refusals import Changed, Problem, Refusal
from workflows.states import FORWARD, Step

AUTHOR_FIELD = "author"
# Starting the rendering processes costs about two seconds; a few papers are quicker without them.
WORTH_A_POOL = 8


@dataclass(frozen=True, slots=True)
class Prepared:
    """A signed file made for a step, and the file it extends; kept only if that still is the last."""

    sha256: str
    size: int
    extends: str = ""


class NotSigned(Refusal):
    """The key could not be opened or the file not be signed; the field named is the PIN's."""

    status = 422
    kind = "not_signed"

    def __init__(self, reason: Exception) -> None:
        super().__init__(Problem(str(reason), "pin"))


class Document(Record):
    """A record whose steps are signatures on a PDF."""

    print_template: str

    class Meta:
        abstract = True

    def print_context(self) -> dict[str, Any]:
        """What the print template needs; plain data, because another process may render it."""
        raise NotImplementedError

    def uploaded_pages(self) -> bytes | None:
        """The author's own PDF, to be bound behind the rendered cover."""
        return None

    @classmethod
    def kept_files(cls) -> set[str]:
        """The files that records of this type name beside the signed ones, now or in their history."""
        return set()

    # What the engine asks.

    def needs_file(self, step: Step) -> bool:
        return step == Step.SUBMIT or step in FORWARD

    def keep(self, prepared: Prepared, event: Event) -> None:
        """Keep the signed file with its event. Raises Changed if another file came between."""
        latest = self.latest_file(event.revision, event.round)
        if prepared.extends != (latest.sha256 if latest else ""):
            raise Changed(prepared.extends, "")
        SignedFile.objects.create(
            event=event,
            approval_id=self.pk,
            revision=event.revision,
            round=event.round,
            sha256=prepared.sha256,
            size=prepared.size,
        )

    def erase(self) -> None:
        """Its files lose rows and pictures here; they themselves go with the archive's next sweep."""
        files = SignedFile.objects.filter(approval=self.pk)
        for file in files:
            pages.forget(file.sha256)
        files.delete()
        super().erase()

    @classmethod
    @sensitive_variables("secret")
    def open_pen(cls, by: Staff, secret: str) -> Any:
        """What the person signs with, opened by the PIN. Raises NotSigned."""
        try:
            return signing.open_key(by, secret)
        except (signing.NoKey, signing.WrongPin, signing.KeyLocked) as reason:
            raise NotSigned(reason) from None

    @classmethod
    def prepare_many(
        cls, step: Step, chosen: Sequence[tuple["Record", Seat]], pen: Any, roster: Roster
    ) -> dict[int, Prepared | Refusal]:
        """Render where needed, sign and file each; a refusal instead where that failed."""
        documents = [(record, seat) for record, seat in chosen if isinstance(record, Document)]
        blanks = cls._blanks([record for record, _seat in documents if step == Step.SUBMIT])
        made: dict[int, Prepared | Refusal] = {}
        for record, seat in documents:
            try:
                made[record.pk] = record.sign(seat, pen, roster, blanks.get(record.pk))
            except (signing.CannotSign, signing.Unreadable, archive.NotAsKept) as reason:
                made[record.pk] = NotSigned(reason)
        return made

    # How.

    @classmethod
    def _blanks(cls, records: Sequence["Document"]) -> dict[int, bytes]:
        """The unsigned papers, with an empty field for every desk of their way."""
        blanks = {}
        for record, paper in zip(records, cls._papers(records), strict=True):
            blanks[record.pk] = signing.prepare(paper, record.fields())
        return blanks

    @classmethod
    def _papers(cls, records: Sequence["Document"]) -> Iterator[Rendered]:
        contexts: list[Mapping[str, Any]] = [record.print_context() for record in records]
        if len(records) >= WORTH_A_POOL:
            rendered = rendering.render_many(cls.print_template, contexts)
        else:
            rendered = (rendering.render(cls.print_template, context) for context in contexts)
        for record, paper in zip(records, rendered, strict=True):
            pages = record.uploaded_pages()
            yield rendering.join(paper, pages) if pages else paper

    def fields(self) -> list[str]:
        """A signature field for every desk of the way, in the order of signing."""
        return [AUTHOR_FIELD, *(desk.name for desk in self.approval.type.desks)]

    def sign(self, seat: Seat, pen: Any, roster: Roster, blank: bytes | None) -> Prepared:
        """Sign the unsigned paper, or where there is none the last file kept, and file the result."""
        extends = ""
        if blank is None:
            latest = self.latest_file(self.approval.revision, self.approval.round)
            if latest is None:
                raise signing.CannotSign(_("There is no signed file to go on with."))
            extends, blank = latest.sha256, archive.read(latest.sha256)
        at_own_desk = seat.task.flow_task.name == "draft"
        signed = signing.sign(
            blank,
            AUTHOR_FIELD if at_own_desk else seat.task.flow_task.name,
            pen,
            duty=_duty(seat, roster),
            acting_for=_absent(seat),
            at=timezone.now(),
        )
        return Prepared(archive.put(signed), len(signed), extends)

    def latest_file(self, revision: int, round_: int) -> SignedFile | None:
        files = SignedFile.objects.filter(approval=self.pk, revision=revision, round=round_)
        return files.order_by("-event").first()


def shown_file(record: Record) -> SignedFile | None:
    """The newest signed file of a record, whichever revision and round it belongs to."""
    return SignedFile.objects.filter(approval=record.pk).order_by("-event").first()


def files_in_use() -> set[str]:
    """Every file that some row names: all signed stages, and what the record types keep."""
    named = set(SignedFile.objects.values_list("sha256", flat=True))
    for kind in registry.all_types():
        if issubclass(kind.model, Document):
            named |= kind.model.kept_files()
    return named


def _duty(seat: Seat, roster: Roster) -> str:
    """The duty in which the person signs, in the school's language."""
    with translation.override(settings.LANGUAGE_CODE):
        if seat.task.flow_task.name == "draft":
            return _("Teacher")
        return str(roster.duty_in(seat.task.owner_permission, seat.capacity).label)


def _absent(seat: Seat) -> str:
    absent = seat.capacity.acting_for
    return Staff.objects.get(pk=absent).full_name if absent else ""
