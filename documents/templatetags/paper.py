"""Template words about paper."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse

from documents import archive, pages
from documents.document import Document
from documents.models import SignedFile
from workflows.models import Approval

register = template.Library()


@register.simple_tag
def files_of(record: Any) -> list[SignedFile]:
    """The last file of each revision and round, newest first."""
    files: list[SignedFile] = record.last_files if isinstance(record, Document) else []
    return files


@dataclass(frozen=True, slots=True)
class Paper:
    """What a reader sees of a file: its pages by their numbers, and where it can be opened."""

    sha256: str
    numbers: list[int]
    url: str


@register.simple_tag
def paper_of(approval: Approval, record: Any) -> Paper | None:
    """The signed file; of a draft what its author has uploaded. None where there is nothing to see."""
    if approval.is_draft:
        sha256 = record.uploaded_sha256()
        return Paper(sha256, _numbers(sha256), "") if sha256 else None
    files = files_of(record)
    if not files:
        return None
    url = reverse("signed_file", args=[approval.public_id, files[0].sha256])
    return Paper(files[0].sha256, _numbers(files[0].sha256), url)


def _numbers(sha256: str) -> list[int]:
    try:
        return list(range(1, pages.count(sha256) + 1))
    except (archive.NotAsKept, pages.CannotDraw):
        return []
