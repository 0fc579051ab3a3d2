"""What every record is to the engine: content with a fingerprint, closed off the author's desk."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models, transaction
from django.utils import timezone

from people.refusals import Problem, Refusal
from people.years.models import WORKING, SchoolYear
from workflows import registry
from workflows.chain import canonical
from workflows.models import Approval, Event
from workflows.refusals import RecordIsClosed
from workflows.states import State, Step

if TYPE_CHECKING:
    from people.models import Staff
    from workflows.basis import Support


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of the content, as a reviewer reads and compares it."""

    key: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class RecordCell:
    """A part of the content so small that it can be opened alone; `key` names it in the form, too."""

    key: str
    line: str
    column: str
    text: str


class Record(models.Model):
    """Content of a record type, one row to one approval."""

    approval = models.OneToOneField(Approval, models.PROTECT, primary_key=True, related_name="+")

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Save the draft. Raises RecordIsClosed where it is no draft or its year is closed, whoever asks."""
        with transaction.atomic():
            self.approval.fingerprint = self.fingerprint()
            self.approval.title = self.headline()[:250]
            self.approval.due_on = self.due_on()
            still_a_draft = Approval.objects.filter(
                pk=self.approval_id,
                state=State.DRAFT,
                erased_at=None,
                # Not by a join: PostgreSQL would not ask for the state again after waiting for the row.
                school_year__in=SchoolYear.objects.filter(state__in=WORKING),
            ).update(
                fingerprint=self.approval.fingerprint,
                title=self.approval.title,
                school_class=self.approval.school_class_id,
                group=self.approval.group_id,
                due_on=self.approval.due_on,
                updated_at=timezone.now(),
            )
            if not still_a_draft:
                raise RecordIsClosed
            # A number given beforehand makes Django try an update first, on a row that cannot be there.
            super().save(*args, **{"force_insert": self._state.adding, **options})

    # What a type says of itself.

    related: ClassVar[tuple[str, ...]] = ()  # what its content follows, to be loaded with it
    related_to_approval: ClassVar[tuple[str, ...]] = ()  # the same by way of its approval

    def headline(self) -> str:
        """How the record is called in lists."""
        return str(self)

    def get_edit_url(self) -> str:
        """Where its author goes on writing."""
        return self.approval.get_absolute_url()

    def problems(self) -> list[Problem]:
        """What must be put right before it may be submitted: its type's rules say so."""
        return list(registry.of(type(self)).rules(self))

    @classmethod
    def parts_of(cls, content: dict[str, Any]) -> Sequence[Part]:
        """Content, now or as once submitted, as a reviewer reads it: part by part."""
        labels = {field.attname: str(field.verbose_name) for field in cls._own_fields()}
        return [
            Part(name, labels.get(name, name), str(value or "")) for name, value in content.items()
        ]

    def drafting_post(self) -> str:
        """At which post it is drafted; empty where it belongs to a person."""
        return registry.of(type(self)).post_of(self.approval)

    @classmethod
    def columns_of(cls, content: dict[str, Any]) -> Sequence[Part]:
        """The same in few words, where many are shown as a table."""
        return cls.parts_of(content)

    @classmethod
    def cells_of(cls, content: dict[str, Any]) -> Sequence[RecordCell]:
        """All that can be opened on request, line by line, empty cells included."""
        return ()

    def fall_back(self, content: dict[str, Any]) -> None:
        """Say again what it said when it was confirmed; called while it is still a draft."""

    @classmethod
    def read_together(cls, records: "Sequence[Record]") -> None:
        """Loaded at once, each with its approval: what all of them follow may be asked for once."""

    def rests_on(self) -> "Sequence[Support]":
        """The finished records that it sums up, at its submission."""
        return ()

    def is_concerned_by(self, before: dict[str, Any], now: dict[str, Any]) -> bool:
        """Of what it rests on: does the newer content change anything that this one took from the older?"""
        return True

    def due_on(self) -> date | None:
        return None

    def closed_because(self, step: Step) -> Problem | None:
        """Where a window or period of its own is closed for this step."""
        return None

    def needs_file(self, step: Step) -> bool:
        """Must this step bring a prepared file with it?"""
        return False

    @classmethod
    def audit_facts(cls, prepared: Any) -> dict[str, Any]:
        """What the trail shall say of the file that was prepared for a step."""
        return {}

    @classmethod
    def proof_of(cls, detail: dict[str, Any]) -> Sequence[tuple[str, str]]:
        """What an event's detail proves of a file, each with its name, for a receipt."""
        return []

    @classmethod
    def check_files(cls, prepared: "Sequence[tuple[Record, Any]]") -> dict[int, Refusal]:
        """Which of what was prepared no longer fits its record as it is now, locked for a step."""
        return {}

    @classmethod
    def keep_files(cls, prepared: "Sequence[tuple[Record, Any, Event]]") -> None:
        """Keep what was prepared for a step, in the step's own transaction; as many as they are."""

    @classmethod
    def contradictions(
        cls, events: "Mapping[int, Sequence[Event]]", *, with_files: bool
    ) -> "Iterator[tuple[int, str]]":
        """What is kept beside these records and is not as their events say: key and sentence of each."""
        return iter(())

    @classmethod
    def secrets(cls, by: "Staff", step: Step) -> frozenset[str]:
        """What this person's pen asks for at this step: "pin", "code", both or nothing.

        "file" where the pen is not here: the file goes out and comes back signed.
        """
        return frozenset()

    @classmethod
    def open_pen(cls, by: "Staff", secret: str, step: Step, code: str = "") -> Any:
        """What this person signs with at this step; whoever opened it closes it.

        Opened by a secret, and a one-time code where one is wanted. Raises Refusal where it does
        not open.
        """
        return None

    @classmethod
    def prepare_many(
        cls, step: Step, chosen: Sequence[tuple["Record", Any]], pen: Any, roster: Any
    ) -> dict[int, Any]:
        """Slow work before a step, outside every transaction: what was made for each, or a Refusal."""
        return {}

    # What the engine does with it.

    @classmethod
    def _own_fields(cls) -> list[models.Field[Any, Any]]:
        return [field for field in cls._meta.concrete_fields if field.name != "approval"]

    def content(self) -> dict[str, Any]:
        return self._columns()

    def _columns(self) -> dict[str, Any]:
        return {
            field.attname: _plain(field.value_from_object(self)) for field in self._own_fields()
        }

    def canonical(self) -> str:
        return canonical(self.content())

    def fingerprint(self) -> str:
        return self.approval.fingerprint_of(self.canonical())

    def row_fingerprint(self) -> str:
        """Of what stands in the record's own columns: names that it borrows from elsewhere are left out."""
        return self.approval.fingerprint_of(canonical(self._columns()))

    def erase(self) -> None:
        """Remove this content for good, its history included. A type with more adds its own.

        Only the erasure of an approval calls this; without it the database refuses.
        """
        type(self)._base_manager.filter(pk=self.pk).delete()
        kept: models.Manager[models.Model] | None = getattr(type(self), "history", None)
        if kept is not None:
            kept.filter(approval=self.pk).delete()


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool | int | list | dict):
        return value
    return str(value)
