"""Template words about signing elsewhere."""

from django import template

from documents.stages import field_of
from workflows.record_page import Offer

register = template.Library()


@register.filter
def place(offer: Offer) -> str:
    """The field to be signed, by the name that people's programs show."""
    return field_of(offer.seat)
