"""Whose year it is, and what was taken over of it; nothing is typed here."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import groupby
from typing import Any, cast

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents import forms
from documents.document import Document
from documents.forms import Filling
from documents.language import school_language
from documents.prepared import Prepared
from documents.records.transcript import digital, printed, reading
from documents.records.transcript.class_year import ClassYear
from documents.records.transcript.digital import DigitalFile
from documents.records.transcript.facts import facts_of
from documents.records.transcript.package_log import ClassPackage
from documents.records.transcript.print_log import PrintedClass
from people.duties import Roster
from people.history import kept_history
from people.models import Pupil, SchoolClass, SchoolYear
from people.refusals import Problem, Refusal
from workflows.basis import Support
from workflows.chain import canonical
from workflows.models import Event
from workflows.permissions import Seat
from workflows.record import Part, Record
from workflows.states import Step

__all__ = ["ClassPackage", "DigitalFile", "PrintedClass", "Transcript"]
_FINGERPRINT = 12  # hexadecimal digits, on every page


class Transcript(Document):
    """Học bạ of one pupil for one school year: its `facts` as they were drawn up last."""

    print_template = "transcript/print.html"
    related = ("pupil",)

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="transcripts")
    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="+")
    facts: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        _("facts"), default=dict
    )

    history = kept_history()

    class Meta:
        verbose_name = _("transcript")
        verbose_name_plural = _("transcripts")
        constraints = (
            models.UniqueConstraint(fields=("pupil", "year"), name="one_transcript_of_a_year"),
        )

    def __str__(self) -> str:
        return self.headline()

    def get_absolute_url(self) -> str:
        return self.approval.get_absolute_url()

    def get_edit_url(self) -> str:
        return reverse("transcript:edit", args=[self.approval.public_id])

    def headline(self) -> str:
        facts = {"name": self.facts["pupil"]["name"], "class": self.facts["class"]}
        return gettext("Transcript of %(name)s, %(class)s") % facts

    @classmethod
    def read_together(cls, records: Sequence[Record]) -> None:
        """Those of a class ask together what their year says."""
        own = [record for record in records if isinstance(record, cls)]
        own.sort(key=lambda each: each.approval.school_class_id or 0)
        for _place, group in groupby(own, key=lambda each: each.approval.school_class_id):
            members = list(group)
            of = ClassYear(cast(SchoolClass, members[0].approval.school_class))
            for each in members:
                each.class_year = of

    @cached_property
    def class_year(self) -> ClassYear:
        return ClassYear(cast(SchoolClass, self.approval.school_class))

    def draw_up(self, of: ClassYear) -> None:
        """Take over what is known now. Not saved yet."""
        self.facts = facts_of(of, self.pupil_id)

    def content(self) -> dict[str, Any]:
        return self.facts

    def rests_on(self) -> Sequence[Support]:
        support = self.class_year.support
        return [support] if support else []

    def is_concerned_by(self, before: dict[str, Any], now: dict[str, Any]) -> bool:
        """Of a whole class, this pupil's row alone."""
        return _row_of(self.pupil_id, before) != _row_of(self.pupil_id, now)

    @classmethod
    def parts_of(cls, content: dict[str, Any]) -> list[Part]:
        return list(reading.parts(content))

    @classmethod
    def columns_of(cls, content: dict[str, Any]) -> list[Part]:
        return list(reading.columns(content))

    # The digital one beside the paper.

    @classmethod
    def prepare_many(
        cls, step: Step, chosen: Sequence[tuple[Record, Seat]], pen: Any, roster: Roster
    ) -> dict[int, Prepared | Refusal]:
        papers = super().prepare_many(step, chosen, pen, roster)
        done = {pk: paper for pk, paper in papers.items() if isinstance(paper, Prepared)}
        signed = [(record, seat.capacity.person) for record, seat in chosen if record.pk in done]
        files = digital.sign(step, signed, pen)
        beside = {pk: replace(done[pk], beside=sha256) for pk, sha256 in files.items()}
        return {**papers, **beside}

    @classmethod
    def audit_facts(cls, prepared: Prepared) -> dict[str, Any]:
        facts = super().audit_facts(prepared)
        return {**facts, "digital": prepared.beside} if prepared.beside else facts

    @classmethod
    def keep_files(cls, prepared: Sequence[tuple[Record, Prepared, Event]]) -> None:
        super().keep_files(prepared)
        DigitalFile.objects.bulk_create(
            DigitalFile(
                event=event,
                approval_id=record.pk,
                revision=event.revision,
                round=event.round,
                sha256=file.beside,
                is_complete=event.kind == Step.ISSUE,
            )
            for record, file, event in prepared
            if file.beside
        )

    @classmethod
    def kept_files(cls) -> set[str]:
        rows = (DigitalFile.objects, ClassPackage.objects)
        return {sha256 for each in rows for sha256 in each.values_list("sha256", flat=True)}

    @classmethod
    def finished_files(cls, last: models.QuerySet[Event]) -> list[tuple[str, int, int]]:
        files = DigitalFile.objects.filter(event__in=last)
        digital = files.values_list("sha256", "approval", "revision")
        return [*super().finished_files(last), *digital]

    @classmethod
    def contradictions(
        cls, events: Mapping[int, Sequence[Event]], *, with_files: bool
    ) -> Iterator[tuple[int, str]]:
        yield from super().contradictions(events, with_files=with_files)
        yield from digital.contradictions(events, with_files=with_files)

    def erase(self) -> None:
        DigitalFile.objects.filter(approval=self.pk).delete()
        super().erase()

    # On paper.

    def frozen_form(self) -> Filling | None:
        """What is too long for its box makes the paper grow instead; the class's page has said so."""
        filling = self.filling()
        return None if self._objections(filling) else filling

    def print_context(self) -> dict[str, Any]:
        return self.filling().context()

    def filling(self) -> Filling:
        with school_language():
            texts = printed.texts_of(self.facts)
            running = f"{self.headline()} · bản {self.approval.revision} · {self.short_fingerprint}"
            return Filling(
                printed.shape_of(self.facts), {**texts, "running": running}, self.headline()
            )

    @property
    def short_fingerprint(self) -> str:
        """Of what it says, for the foot of every page."""
        return hashlib.sha256(canonical(self.facts).encode()).hexdigest()[:_FINGERPRINT]

    def too_long(self) -> Iterator[Problem]:
        """What the form has no room for, or no letter: it is printed all the same, and grows."""
        return (each.problem() for each in self._objections(self.filling()))

    def _objections(self, filling: Filling) -> Sequence[forms.Objection]:
        return forms.objections(self.form_design(filling.shape), filling.texts)


def _row_of(pupil: int, content: Mapping[str, Any]) -> tuple[Any, Any]:
    """What a sheet or a book says of a pupil, whatever it calls him or her."""
    of_pupil: dict[str, Any] = next(
        (row for row in content.get("rows", ()) if row["pupil"] == pupil), {}
    )
    return of_pupil.get("values"), of_pupil.get("note")
