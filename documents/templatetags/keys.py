"""Template words about signing keys."""

from typing import Any

from django import template

from documents.keys import shown

register = template.Library()


@register.inclusion_tag("documents/key_worries.html", takes_context=True)
def key_worries(context: dict[str, Any]) -> dict[str, Any]:
    """What the reader should do about an own key before it is too late; nothing where all is well."""
    return {"worries": shown.worries_of(context["shell"].staff)}
