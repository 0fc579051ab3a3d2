"""The papers of records as they are before the first signature: a form that is filled, or laid out anew."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from django.conf import settings
from django.urls import reverse

from documents import archive, forms, rendering, signing, tokens
from documents.carried_files import CarriedFile, carrying
from documents.forms import CannotFill, Filling, FormDesign
from documents.language import school_language
from documents.paper import Rendered
from documents.prepared import bound_in
from documents.stages import Stage
from people.refusals import Refusal
from people.years.running import letterhead_on

# Starting the rendering processes costs about two seconds; a few papers are quicker without them.
WORTH_A_POOL = 8
# A form is filled in a fiftieth of that time, but each process has to lay it out first.
FORMS_WORTH_A_POOL = 200


class ToPrint(Protocol):
    """What is asked of a record here; `documents.document.Document` says more of each."""

    pk: int
    print_template: str
    letterhead: Mapping[str, Any]

    def frozen_form(self) -> Filling | None: ...
    def print_context(self) -> Mapping[str, Any]: ...
    def uploaded_pages(self) -> bytes | None: ...
    def carried_files(self) -> Sequence[CarriedFile]: ...
    def fields(self) -> list[str]: ...


def papers_of(records: Sequence[ToPrint]) -> dict[int, Stage | Refusal]:
    """An unsigned paper for each, by its key, with an empty field for every desk of its way."""
    school = letterhead_on().lines()
    for record in records:
        record.letterhead = school  # asked for once, however many they are
    codes = {record.pk: tokens.new_token() for record in records}
    addresses = {pk: _address(code) for pk, code in codes.items()}
    with school_language():  # its words are no screen's
        fillings = {record.pk: record.frozen_form() for record in records}
        carried = {record.pk: record.carried_files() for record in records}
    chosen = [(record, filling) for record in records if (filling := fillings[record.pk])]
    others = [record for record in records if not fillings[record.pk]]
    papers = {**_filled(chosen, addresses), **dict(_laid_out(others, addresses))}
    return {
        pk: paper if isinstance(paper, Refusal) else _stage(paper, carried[pk], codes[pk])
        for pk, paper in papers.items()
    }


def _stage(paper: bytes, carried: Sequence[CarriedFile], code: str) -> Stage | Refusal:
    try:
        return Stage(carrying(paper, carried), token=code)
    except archive.NotAsKept as reason:
        return reason


def _address(code: str) -> str:
    return settings.SOKY_ADDRESS + reverse("verify_paper", args=[code])


def design_of(record: ToPrint, shape: Mapping[str, Any]) -> FormDesign:
    given = {"school": record.letterhead, **shape}
    return FormDesign(record.print_template, given, tuple(record.fields()))


def _filled(
    chosen: Sequence[tuple[ToPrint, Filling]], addresses: Mapping[int, str]
) -> dict[int, bytes | Refusal]:
    work: tuple[Sequence[Any], ...] = (
        [design_of(record, filling.shape) for record, filling in chosen],
        [filling for _record, filling in chosen],
        [addresses[record.pk] for record, _filling in chosen],
    )
    many = len(chosen) >= FORMS_WORTH_A_POOL
    papers = rendering.on_all_cores(forms.paper, *work) if many else map(forms.paper, *work)
    return {
        record.pk: paper if isinstance(paper, bytes) else CannotFill(paper)
        for (record, _filling), paper in zip(chosen, papers, strict=True)
    }


def _laid_out(
    records: Sequence[ToPrint], addresses: Mapping[int, str]
) -> Iterator[tuple[int, bytes | Refusal]]:
    for record, paper in zip(records, _rendered(records, addresses), strict=True):
        whole = bound_in(paper, record.uploaded_pages())
        yield (
            record.pk,
            (whole if isinstance(whole, Refusal) else signing.prepare(whole, record.fields())),
        )


def _rendered(records: Sequence[ToPrint], addresses: Mapping[int, str]) -> Iterator[Rendered]:
    """All of one record type."""
    if not records:
        return iter(())
    with school_language():
        contexts = [
            {"school": record.letterhead, **record.print_context(), "code": addresses[record.pk]}
            for record in records
        ]
    template = records[0].print_template
    if len(records) >= WORTH_A_POOL:
        return rendering.render_many(template, contexts)
    return (rendering.render(template, context) for context in contexts)
