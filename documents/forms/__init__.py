"""Forms that are printed many times: laid out once with empty slots, then only filled.

A template names its slots with ``{% slot "comment" row %}``; the ordinary path (`documents.rendering`)
prints the same template with the same texts, letter for letter in the same places, and lets rows grow.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from documents.forms.refusals import CannotFill, Objection
from documents.language import school_language
from documents.paper import check_fonts

if TYPE_CHECKING:
    from documents.forms.frozen_form import FrozenForm

__all__ = [
    "CannotFill",
    "Filling",
    "FormDesign",
    "Objection",
    "fits",
    "frozen",
    "objections",
    "paper",
]

# A class has its number of rows, a school some twenty such numbers; each form is laid out as large as it
# is needed, because an empty row on a signed paper is an invitation.
_FORMS_REMEMBERED = 32
_PLACE_OF_CODE = mark_safe('<svg data-slot="code" viewBox="0 0 1 1"></svg>')


@dataclass(frozen=True)
class FormDesign:
    """An empty form: its template, what gives it its shape, and who will sign it, in this order.

    The shape is plain data that many papers share: headings, number of rows, the letterhead.
    """

    template: str
    shape: Mapping[str, Any]
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Filling:
    """What one paper has of its own: its title, and a text for each slot that is not to stay empty."""

    shape: Mapping[str, Any]
    texts: Mapping[str, str]
    title: str

    def context(self) -> dict[str, Any]:
        """The same for the ordinary path."""
        return {**self.shape, "title": self.title, "texts": dict(self.texts)}


def fits(design: FormDesign, slot: str, text: str) -> bool:
    """Whether paper takes this text in this slot: the measure of printing, for whoever types it."""
    return not objections(design, {slot: text})


def objections(design: FormDesign, texts: Mapping[str, str]) -> list[Objection]:
    """Why it does not take some of these texts; the `problem()` of each has the sentence."""
    return frozen(design).objections(texts)


def paper(design: FormDesign, filling: Filling, address: str) -> bytes | list[Objection]:
    """A PDF/A-3b with its signature fields, or all that stands against it: nothing is cut or shrunk.

    `address` is printed as a QR code at the foot of every page. Raises CannotRender.
    """
    return frozen(design).paper(filling.title, filling.texts, address)


def frozen(design: FormDesign) -> "FrozenForm":
    """The form, once in a process. Raises CannotRender."""
    shape = json.dumps(design.shape, ensure_ascii=False)
    return _frozen_once(design.template, shape, tuple(design.fields))


@lru_cache(_FORMS_REMEMBERED)
def _frozen_once(template: str, shape: str, fields: tuple[str, ...]) -> "FrozenForm":
    check_fonts()
    # WeasyPrint costs half a second, which most processes never need.
    from documents.forms.frozen_form import FrozenForm  # noqa: PLC0415 see above
    from documents.forms.skeleton import TITLE  # noqa: PLC0415 see above

    empty = {"title": TITLE, "texts": {}, "qr": _PLACE_OF_CODE}
    with school_language():
        html = render_to_string(template, {**json.loads(shape), **empty})
    return FrozenForm(html, fields)
