"""A record that lives on paper: rendered once at submission, then signed at each desk."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from documents import archive, pages, signing, stages, titles, tokens
from documents.carried_files import CarriedFile
from documents.forms import Filling, FormDesign
from documents.models import SentOut, SignedFile
from documents.prepared import Prepared, Sitting, sign_and_keep
from documents.signing.registration import Backend
from documents.stages import AUTHOR_FIELD, Stage, field_of
from documents.unsigned import design_of, papers_of
from people.duties import Roster
from people.models import Staff
from people.refusals import ChangedMeanwhile, Refusal
from people.years.running import letterhead_on
from workflows.models import Event
from workflows.permissions import Seat
from workflows.record import Record
from workflows.refusals import Incomplete
from workflows.states import FORWARD, Step


class Document(Record):
    """A record whose steps are signatures on a PDF."""

    print_template: str
    letterhead: Mapping[str, Any] = {}
    """For papers of today; asked for once, for as many records as are printed together."""

    class Meta:
        abstract = True

    def print_context(self) -> dict[str, Any]:
        """What the print template needs; plain data, because another process may render it."""
        raise NotImplementedError

    def frozen_form(self) -> Filling | None:
        """What fills the form of this type, in its `print_template`; None where paper must grow with it."""
        return None

    def form_design(self, shape: Mapping[str, Any]) -> FormDesign:
        """The form of this shape with today's letterhead, to fill it or to measure a text for it."""
        self.school_lines()
        return design_of(self, shape)

    def school_lines(self) -> Mapping[str, Any]:
        """Today's letterhead; asked for once."""
        if not self.letterhead:
            self.letterhead = letterhead_on().lines()
        return self.letterhead

    def uploaded_pages(self) -> bytes | None:
        """The author's own PDF, to be bound behind the rendered cover."""
        return None

    def carried_files(self) -> Sequence[CarriedFile]:
        """Signed files of other records that this one's paper carries inside it; signed with it."""
        return ()

    @cached_property
    def last_files(self) -> list[SignedFile]:
        """The last file of each revision and round, newest first; asked once for a page."""
        last: dict[tuple[int, int], SignedFile] = {}
        for file in SignedFile.objects.filter(approval=self.pk).order_by("event"):
            last[file.revision, file.round] = file
        return list(reversed(last.values()))

    def uploaded_sha256(self) -> str:
        """The author's own PDF as the archive keeps it; nothing where there is none."""
        return ""

    @classmethod
    def kept_files(cls) -> set[str]:
        """The files that records of this type name beside the signed ones, now or in their history."""
        return set()

    @classmethod
    def finished_files(cls, last: QuerySet[Event]) -> list[tuple[str, int, int]]:
        """What was made at these last steps of their ways: SHA-256, approval, revision of each."""
        files = SignedFile.objects.filter(event__in=last)
        return list(files.values_list("sha256", "approval", "revision"))

    # What the engine asks.

    def needs_file(self, step: Step) -> bool:
        return step == Step.SUBMIT or step in FORWARD

    @classmethod
    def audit_facts(cls, prepared: Prepared) -> dict[str, Any]:
        """What the trail keeps of a signature: the file as it left it, whose, by what, and when."""
        return {
            "file": prepared.sha256,
            "field": prepared.signed.signer.field,
            "certificate": prepared.signed.signer.fingerprint,
            "backend": prepared.signed.backend,
            "timestamp": prepared.signed.timestamp.isoformat(),
            "clock": prepared.signed.clock,
        }

    @classmethod
    def proof_of(cls, detail: dict[str, Any]) -> Sequence[tuple[str, str]]:
        if "file" not in detail:
            return []
        moment = timezone.localtime(datetime.fromisoformat(detail["timestamp"]))
        own = _("the school's own clock, a test authority")
        clock = {"own-clock": own, "": _("no timestamp")}.get(detail["clock"], detail["clock"])
        return [
            (_("Signed file (SHA-256)"), detail["file"]),
            (_("Certificate (SHA-256)"), detail["certificate"]),
            (_("Kind of key"), str(Backend(detail["backend"]).label)),
            (_("Time of signing"), f"{date_format(moment, 'd/m/Y H:i:s')} · {clock}"),
        ]

    @classmethod
    def check_files(cls, prepared: Sequence[tuple[Record, Prepared | None]]) -> dict[int, Refusal]:
        """Another signature may have come between, at a desk beside this one."""
        files = {record.pk: file for record, file in prepared if file is not None}
        latest = stages.latest_of(files) if files else {}
        return {
            pk: ChangedMeanwhile()
            for pk, file in files.items()
            if file.extends != latest.get(pk, "")
        }

    @classmethod
    def keep_files(cls, prepared: Sequence[tuple[Record, Prepared, Event]]) -> None:
        SignedFile.objects.bulk_create(
            SignedFile(
                event=event,
                approval_id=record.pk,
                revision=event.revision,
                round=event.round,
                sha256=file.sha256,
                size=file.size,
                field=file.signed.signer.field,
                fingerprint=file.signed.signer.fingerprint,
            )
            for record, file, event in prepared
        )
        tokens.keep((file.token, event) for _record, file, event in prepared if file.token)
        longer = {file.extends: file.sha256 for _record, file, _event in prepared if file.extends}
        transaction.on_commit(lambda: archive.keep_as_beginnings(longer), robust=True)

    def erase(self) -> None:
        """Its files lose rows and pictures here; they themselves go with the archive's next sweep."""
        files = SignedFile.objects.filter(approval=self.pk)
        for file in files:
            pages.forget(file.sha256)
        files.delete()
        SentOut.objects.filter(approval=self.pk).delete()
        super().erase()

    @classmethod
    def contradictions(
        cls, events: Mapping[int, Sequence[Event]], *, with_files: bool
    ) -> Iterator[tuple[int, str]]:
        """Rows of signed files against the trail; the files themselves against their hashes."""
        return stages.contradictions(events, with_files=with_files)

    @classmethod
    def secrets(cls, by: Staff, step: Step) -> frozenset[str]:
        if not cls().needs_file(step):
            return frozenset()
        registration = signing.living(by, is_seal=step == Step.ISSUE)
        if registration is None:
            return frozenset({"pin"})
        return (
            frozenset({"file"})
            if registration.backend == signing.Backend.ELSEWHERE
            else registration.secrets
        )

    @classmethod
    @sensitive_variables("secret", "code")
    def open_pen(cls, by: Staff, secret: str, step: Step, code: str = "") -> Any:
        """The key registered for this person, at issuing the school's. Raises Refusal."""
        if not secret and "pin" in cls.secrets(by, step):
            raise Incomplete(_("Please give your PIN."), "pin_missing", "pin")
        return signing.open_pen(by, secret, code, is_seal=step == Step.ISSUE)

    @classmethod
    def prepare_many(
        cls, step: Step, chosen: Sequence[tuple["Record", Seat]], pen: Any, roster: Roster
    ) -> dict[int, Prepared | Refusal]:
        """Render where needed, sign and file each; a refusal instead where that failed."""
        documents = [(record, seat) for record, seat in chosen if isinstance(record, Document)]
        records = [record for record, _seat in documents]
        stages_of = cls.to_sign(step, records)
        # Whoever has just been rendered knows its letterhead already.
        place = records[0].school_lines()["place"] if records else ""
        sitting = Sitting(pen, roster, place)
        ready = [
            (record.pk, stage, record.request(stage, seat, sitting))
            for record, seat in documents
            if isinstance(stage := stages_of[record.pk], Stage)
        ]
        refused = {pk: why for pk, why in stages_of.items() if isinstance(why, Refusal)}
        return {**refused, **sign_and_keep(ready, pen, sitting.at)}

    # How.

    @classmethod
    def to_sign(cls, step: Step, records: Sequence["Document"]) -> Mapping[int, Stage | Refusal]:
        """The file of each that this step signs, by its key; at submission one is rendered."""
        return papers_of(records) if step == Step.SUBMIT else stages.of(records)

    def fields(self) -> list[str]:
        """A signature field for every desk of the way, in the order of signing."""
        return [AUTHOR_FIELD, *(desk.name for desk in self.approval.type.desks)]

    def request(self, stage: Stage, seat: Seat, sitting: Sitting) -> signing.Request:
        """The signature that belongs to this seat, on the file as it lies there."""
        title = self._title(seat, sitting.roster)
        is_seal = getattr(seat.task.flow_task, "step", None) == Step.ISSUE
        picture = sitting.picture_of(seat.capacity.person, is_seal=is_seal)
        order = signing.Order(
            pdf=stage.pdf,
            field=field_of(seat),
            duty=", ".join(title),
            stamp=signing.Stamp(title, sitting.name, sitting.at, picture, is_seal),
            place=sitting.place,
        )
        return signing.Request(order, stage.before)

    def _title(self, seat: Seat, roster: Roster) -> tuple[str, ...]:
        if field_of(seat) == AUTHOR_FIELD and self.approval.post:
            return titles.title_of(self.approval.post, seat.capacity, roster)
        if field_of(seat) == AUTHOR_FIELD:
            return titles.author_title(self.approval.type.drafted_by, seat.capacity.person, roster)
        return titles.title_of(seat.task.owner_permission, seat.capacity, roster)
