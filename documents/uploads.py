"""May this uploaded file become part of a record? Only a plain PDF may, whoever it comes from."""

import hashlib
import json
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from people import sandbox
from people.refusals import Refusal

_BROKEN = gettext_noop(
    "This PDF file is broken. Save or print it as PDF once more and upload that."
)
_SENTENCES = {
    "pages": gettext_noop("This PDF file has no pages."),
    "many pages": gettext_noop("This PDF file has too many pages: 200 are allowed."),
    "page size": gettext_noop("This PDF file has a page of an impossible size."),
    "encrypted": gettext_noop("This PDF file is protected by a password. Upload it without one."),
    "unpacked": gettext_noop(
        "This PDF file is far too large when unpacked. Print it as PDF and upload that."
    ),
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


class BadUpload(Refusal):
    """The file cannot be taken; the sentence says why and what to do."""


@dataclass(frozen=True)
class Examined:
    """A PDF that may become part of a record."""

    pages: int
    sha256: str


def examine(data: bytes) -> Examined:
    """What this upload is. Raises BadUpload with a sentence, whatever the bytes are.

    It takes a fifth of a second.
    """
    if not data:
        raise BadUpload(_("This file is empty."), "file_empty")
    if len(data) > settings.SOKY_UPLOAD_BYTES:
        megabytes = settings.SOKY_UPLOAD_BYTES // (1024 * 1024)
        raise BadUpload(
            _("This file is too large: %d MB are allowed.") % megabytes, "upload_too_large"
        )
    if not data.startswith(b"%PDF-"):
        raise BadUpload(_("This is not a PDF file. Save it as PDF and upload that."), "not_a_pdf")
    finding = _inspected(data)
    if not isinstance(finding, int):
        raise BadUpload(_(_SENTENCES.get(finding, _BROKEN)), f"pdf_{finding.replace(' ', '_')}")
    return Examined(pages=finding, sha256=hashlib.sha256(data).hexdigest())


def _inspected(data: bytes) -> int | str:
    """The number of pages, or what is wrong."""
    try:
        finding: int | str = json.loads(sandbox.run("documents.inspection", data))
    except sandbox.Busy:
        raise BadUpload(
            _("The machine is busy. Try again in a few minutes."), "machine_busy"
        ) from None
    except sandbox.Exhausted:
        return "unpacked"
    except (sandbox.NoAnswer, ValueError):
        return "broken"
    return finding
