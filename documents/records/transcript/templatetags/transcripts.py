"""Template words about transcripts."""

from django import template

from documents.records.transcript.digital import DigitalFile
from workflows.models import Approval

register = template.Library()


@register.simple_tag
def has_digital_file(approval: Approval) -> bool:
    """Was it issued as XML, too?"""
    return DigitalFile.objects.filter(approval=approval, is_complete=True).exists()
