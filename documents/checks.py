"""What must hold of papers before the server starts: a box for every signature of a record's way."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.template.loader_tags import IncludeNode

from documents.document import Document
from documents.stages import AUTHOR_FIELD
from workflows import registry

BOX = "print/signature.html"


@register()
def every_desk_has_its_box(
    app_configs: Sequence[AppConfig] | None, **options: Any
) -> Iterable[CheckMessage]:
    for kind in registry.all_types():
        if issubclass(kind.model, Document):
            yield from _missing_boxes(kind, kind.model.print_template)


def _missing_boxes(kind: registry.RecordType, template: str) -> Iterator[CheckMessage]:
    try:
        boxes = boxes_of(template)
    except TemplateDoesNotExist:
        yield Error(
            f"The record type {kind.name} has no template {template} to print.",
            id="documents.E001",
        )
        return
    # A box whose name is worked out while printing cannot be checked here; signing checks it.
    if None in boxes:
        return
    for name in (AUTHOR_FIELD, *(desk.name for desk in kind.desks)):
        if name not in boxes:
            yield Error(
                f"The print template of {kind.name} has no box for the signature of “{name}”.",
                hint=f'Write {{% include "{BOX}" with name="{name}" act="…" %}} in {template}.',
                id="documents.E002",
            )


def boxes_of(template: str) -> set[str | None]:
    """The signature boxes of a print template by name; None for one named while printing."""
    source: Any = get_template(template)
    return {
        node.extra_context[word].resolve(Context()) or None
        for node in source.template.nodelist.get_nodes_by_type(IncludeNode)
        if node.template.resolve(Context()) == BOX
        for word in ("name", "seal")
        if word in node.extra_context
    }
