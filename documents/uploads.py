"""May this uploaded file become part of a record? Only a plain PDF may, whoever it comes from."""

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from documents import inspection

SECONDS = 10
_BROKEN = gettext_noop(
    "This PDF file is broken. Save or print it as PDF once more and upload that."
)
_SENTENCES = {
    "pages": gettext_noop("This PDF file has no pages."),
    "many pages": gettext_noop("This PDF file has too many pages: 200 are allowed."),
    "page size": gettext_noop("This PDF file has a page of an impossible size."),
    "encrypted": gettext_noop("This PDF file is protected by a password. Upload it without one."),
    "signed": gettext_noop(
        "This PDF file carries a signature already. Upload the file as it was before."
    ),
    "form": gettext_noop(
        "This PDF file is a form to be filled in. Print it as PDF and upload that."
    ),
    "attachment": gettext_noop("This PDF file has other files inside it. Upload it without them."),
    "active": gettext_noop(
        "This PDF file does something when it is opened. Print it as PDF first."
    ),
}


class BadUpload(Exception):
    """The file cannot be taken; the sentence says why and what to do."""


@dataclass(frozen=True)
class Examined:
    """A PDF that may become part of a record."""

    pages: int
    sha256: str


def examine(data: bytes) -> Examined:
    """What this upload is. Raises BadUpload with a sentence, whatever the bytes are.

    It takes a tenth of a second, and never much longer than SECONDS.
    """
    if not data:
        raise BadUpload(_("This file is empty."))
    if len(data) > settings.SOKY_UPLOAD_BYTES:
        megabytes = settings.SOKY_UPLOAD_BYTES // (1024 * 1024)
        raise BadUpload(_("This file is too large: %d MB are allowed.") % megabytes)
    if not data.startswith(b"%PDF-"):
        raise BadUpload(_("This is not a PDF file. Save it as PDF and upload that."))
    finding = _inspected(data)
    if not isinstance(finding, int):
        raise BadUpload(_(_SENTENCES.get(finding, _BROKEN)))
    return Examined(pages=finding, sha256=hashlib.sha256(data).hexdigest())


def _inspected(data: bytes) -> int | str:
    """The number of pages, or what is wrong; found out in a process that may die of it."""
    try:
        child = subprocess.run(  # noqa: S603 our own file, no shell
            [sys.executable, "-IB", inspection.__file__],
            env={},
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
        finding: int | str = json.loads(child.stdout)
    except (subprocess.SubprocessError, ValueError):
        return "broken"
    return finding
