"""Template words about paper."""

from typing import Any

from django import template

from documents import archive, pages
from documents.models import SignedFile

register = template.Library()


@register.simple_tag
def files_of(record: Any) -> list[SignedFile]:
    """The last file of each revision and round, newest first."""
    last: dict[tuple[int, int], SignedFile] = {}
    for file in SignedFile.objects.filter(approval=record.pk).order_by("event"):
        last[file.revision, file.round] = file
    return list(reversed(last.values()))


@register.simple_tag
def page_numbers(file: SignedFile | None) -> list[int]:
    if file is None:
        return []
    try:
        return list(range(1, pages.count(file.sha256) + 1))
    except (archive.NotAsKept, pages.CannotDraw):
        return []
