"""Template words about approvals."""

from datetime import date
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from workflows.compare import Piece
from workflows.models import Approval
from workflows.states import FORWARD, State, leads

register = template.Library()


@register.inclusion_tag("components/state.html")
def state(approval: Approval) -> dict[str, str]:
    """Where the record is, in words; the mark and the colour come second."""
    if approval.state == State.DRAFT:
        if approval.is_returned:
            return {"mark": "returned", "words": _("Sent back")}
        return {"mark": "draft", "words": _("Draft")}
    if approval.is_final:
        return {"mark": "locked", "words": str(approval.get_state_display())}
    return {"mark": "waiting", "words": _("Waiting for %s") % _next_duty(approval)}


def _next_duty(approval: Approval) -> str:
    for desk in approval.type.desks:
        if desk.step in FORWARD and leads(approval.path, approval.state, desk.step):
            return str(desk.duty.label).lower()
    return ""


@register.inclusion_tag("components/state.html")
def due(day: date | None) -> dict[str, str]:
    """When it is due; overdue in words, not in red alone."""
    if day is None:
        return {"mark": "todo", "words": _("No date")}
    days = (timezone.localdate() - day).days
    if days > 0:
        return {"mark": "late", "words": _("%d day(s) late") % days}
    if days == 0:
        return {"mark": "todo", "words": _("Today")}
    return {"mark": "todo", "words": f"{day:%d/%m}"}


@register.simple_tag
def marked(piece: Piece) -> SafeString:
    """Text that stayed, came or went, with nothing around it."""
    shape = {"ins": "<ins>{}</ins>", "del": "<del>{}</del>"}.get(piece.kind, "{}")
    return format_html(shape, piece.text)


@register.filter
def get(mapping: dict[str, Any] | None, key: str) -> Any:
    """The value of a mapping under a key that the template holds in a variable."""
    return (mapping or {}).get(key, "")


@register.filter
def label_of(parts: list[Any], key: str) -> str:
    """How the part of this key is called; the whole record where there is no key."""
    return next((part.label for part in parts if part.key == key), _("Whole record"))
