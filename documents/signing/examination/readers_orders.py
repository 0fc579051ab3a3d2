"""What a revision tells a reader program about the file: how to read it, what to draw by itself."""

from collections.abc import Iterable
from typing import Any

from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis import ReferenceUpdate, SuspiciousModification, WhitelistRule

from documents.signing.examination.entries import elements, value
from documents.signing.examination.store import brings_evidence

_VERSIONS = ("/1.0", "/1.1", "/1.2", "/1.3", "/1.4", "/1.5", "/1.6", "/1.7", "/2.0")


class SameOrders(WhitelistRule):
    """A signature and its evidence may need a newer version or an extension; nothing else does.

    To be told to draw the fields by itself is a reader's leave to show other looks than were signed.
    """

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        if _draws_fields(new.root) and not _draws_fields(old.root):
            raise SuspiciousModification("Readers are told to draw the fields anew.")
        for key, is_fit in (("/Version", _is_later), ("/Extensions", _names_extensions)):
            before, after = (value(root, key) for root in (old.root, new.root))
            if before == after:
                continue
            if not (is_fit(before, after) and _brings_proof(old, new)):
                raise SuspiciousModification(f"{key} was changed.")
        return ()


def _draws_fields(root: DictionaryObject) -> bool:
    return bool(value(_form(root), "/NeedAppearances"))


def _form(root: DictionaryObject) -> DictionaryObject:
    form: DictionaryObject = value(root, "/AcroForm", DictionaryObject())
    return form


def _is_later(before: Any, after: Any) -> bool:
    return after in _VERSIONS and (before is None or before <= after)


def _names_extensions(_before: Any, after: Any) -> bool:
    """Which of them a signature needs, its program says; some drop those of the one before."""
    return isinstance(after, DictionaryObject)


def _brings_proof(old: HistoricalResolver, new: HistoricalResolver) -> bool:
    return brings_evidence(old, new) or _signed(new.root) > _signed(old.root)


def _signed(root: DictionaryObject) -> int:
    """How many fields at the root of the form are filled."""
    return sum("/V" in field for field in elements(_form(root), "/Fields"))
