"""The digital transcript beside the paper: begun with it, signed by the same keys in the same acts."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from lxml import etree

from documents import archive
from documents.records.transcript.xml.building import Issue, data_of
from documents.records.transcript.xml.objections import objections
from documents.records.transcript.xml.profile import V1_0, Slot
from documents.records.transcript.xml.reading import read
from documents.records.transcript.xml.signing import close, prepare, written
from documents.records.transcript.xml.verifying import verify
from documents.signing import CannotSign, Pen
from people.duties import in_force
from people.models import Assignment, Duty, Letterhead, Staff
from workflows.models import Approval, Event
from workflows.states import Step
from workflows.story import details

Root = Any
_SLOTS: Mapping[Step, Slot] = dict(
    zip((Step.SUBMIT, Step.LOCK, Step.ISSUE), V1_0.slots, strict=True)
)


class DigitalFile(models.Model):
    """The XML as it left a step. It has a look-up code of its own, which no other revision gets."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="digital_file")
    approval = models.ForeignKey(Approval, models.PROTECT, related_name="+")
    revision = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    is_complete = models.BooleanField(default=False)
    """Every signature that the specification demands is there."""

    class Meta:
        verbose_name = gettext_lazy("digital transcript")
        ordering = ("event",)

    def __str__(self) -> str:
        return f"{self.approval_id}: {self.revision}.{self.round}"


def sign(
    step: Step, chosen: Sequence[tuple[Any, int]], pen: Pen, at: datetime | None = None
) -> dict[int, str]:
    """Of transcripts, each with who signs it: the files with one more signature, kept; by record.

    What is not complete enough is left out, and so is what this key or person cannot sign: the paper
    goes its way without it.
    """
    slot, at = _SLOTS.get(step), at or timezone.localtime()
    if slot is None or not chosen:
        return {}
    signer = Staff.objects.get(pk=chosen[0][1])
    roots = dict(_roots(step, [transcript for transcript, _who in chosen], signer, at))
    try:
        _add_signatures(list(roots.values()), slot, pen, at, signer)
    except CannotSign:
        return {}
    files = {pk: written(root) for pk, root in roots.items()}
    if step == Step.ISSUE:
        files = {pk: data for pk, data in files.items() if verify(data).holds}
    return dict(zip(files, archive.put_many(list(files.values())), strict=True))


def _add_signatures(
    roots: Sequence[Root], slot: Slot, pen: Pen, at: datetime, signer: Staff
) -> None:
    personal_id = signer.personal_id or ""
    if slot.has_personal_id and not personal_id:
        return  # only the teacher's may be missing
    close([prepare(root, slot, pen, at, personal_id, V1_0) for root in roots], pen)


def _roots(
    step: Step, transcripts: Sequence[Any], signer: Staff, at: datetime
) -> Iterator[tuple[int, Root]]:
    if step == Step.SUBMIT:
        yield from _begun(transcripts, signer, at)
        return
    for pk, root in _continued(transcripts):
        is_named = root.findtext(".//SO_CCCD_GIAM_HIEU_KY_HOC_BA") == signer.personal_id
        if step != Step.LOCK or is_named:
            yield pk, root


def _begun(transcripts: Sequence[Any], teacher: Staff, at: datetime) -> Iterator[tuple[int, Root]]:
    """Those of which the specification misses nothing."""
    head = head_of_school()
    for transcript in transcripts:
        issue = _issue(transcript, teacher, head, at)
        data = data_of(transcript.facts, issue, V1_0)
        if not objections(data):
            root = etree.Element("HOC_BA")
            root.append(data)
            etree.SubElement(root, "DANH_SACH_THONG_TIN_KY")
            yield transcript.pk, root


def _continued(transcripts: Sequence[Any]) -> Iterator[tuple[int, Root]]:
    for file in latest_of([transcript.pk for transcript in transcripts]).values():
        yield file.approval_id, read(archive.read(file.sha256))


def latest_of(approvals: Sequence[int]) -> dict[int, DigitalFile]:
    """Of each record's revision and round, by its key; one query."""
    rows = DigitalFile.objects.filter(
        approval__in=approvals,
        revision=models.F("approval__revision"),
        round=models.F("approval__round"),
    )
    return {row.approval_id: row for row in rows.order_by("event")}


def head_of_school() -> Staff | None:
    """Who signs for the school, as the data names him or her beforehand."""
    rows = Assignment.objects.filter(in_force(timezone.localdate()), duty=Duty.PRINCIPAL)
    row = rows.select_related("staff").first()
    return row.staff if row else None


def _issue(transcript: Any, teacher: Staff, head: Staff | None, at: datetime) -> Issue:
    return Issue(
        code=str(uuid4()),
        key=f"{transcript.pupil_id}-{transcript.year_id}",
        head_name=head.full_name if head else "",
        head_personal_id=(head.personal_id or "") if head else "",
        head_title="Hiệu trưởng",
        teacher_name=teacher.full_name if teacher.personal_id else "",
        teacher_personal_id=teacher.personal_id or "",
        made_at=at,
        issued_on=at.date(),
    )


def lacks_of_school(letterhead: Letterhead | None) -> list[str]:
    """What the school itself lacks for any digital transcript, by the names of the fields."""
    head = head_of_school()
    fields = [each for each in Letterhead._meta.concrete_fields if each.name in _CODES]
    lacks = [str(each.verbose_name) for each in fields if not getattr(letterhead, each.name, "")]
    if head is None or not head.personal_id:
        lacks.append(_("the principal's personal ID"))
    return lacks


_CODES = ("department", "department_code", "school_code")


def contradictions(
    events: Mapping[int, Sequence[Event]], *, with_files: bool
) -> Iterator[tuple[int, str]]:
    """Digital files that the trail does not name, or that are not as it names them."""
    rows = DigitalFile.objects.filter(approval__in=list(events)).values_list("event", "sha256")
    files = dict(rows)
    for approval, of_record in events.items():
        is_erased = any(event.kind == "erase" for event in of_record)
        for event in of_record:
            named, there = details(event).get("digital"), files.pop(event.pk, None)
            if named != there and not is_erased:
                yield approval, _("a digital file is not the one of the trail.")
            elif there and with_files and not archive.is_as_kept(there):
                yield approval, _("a digital file is gone or was altered.")
