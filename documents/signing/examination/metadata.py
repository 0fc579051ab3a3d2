"""What a file says about itself: a reader shows title, author and more, and none of it may change.

What programs count for themselves at each saving is nobody's statement: numbers of the document and
of its instances, the history of its savings, their times.
"""

import io
from collections.abc import Iterable
from typing import Any

from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.generic import PdfObject
from pyhanko.pdf_utils.metadata.xmp_xml import parse_xmp
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis import (
    DocInfoRule,
    MetadataUpdateRule,
    ReferenceUpdate,
    SuspiciousModification,
)

_INFO_OF_WRITERS = {"/Producer", "/ModDate"}
_XMP_OF_WRITERS = {
    ("http://ns.adobe.com/pdf/1.3/", "Producer"),
    ("http://ns.adobe.com/xap/1.0/", "ModifyDate"),
    ("http://ns.adobe.com/xap/1.0/", "MetadataDate"),
}
# Media management (XMP, part 2): InstanceID, DocumentID, OriginalDocumentID, VersionID, History …
_NAMESPACES_OF_WRITERS = {
    "http://ns.adobe.com/xap/1.0/mm/",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",  # rdf:about
}


class SameInfo(DocInfoRule):
    """A saving may note its program and its time; title, author and all else stay."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        before, after = (_info(one) for one in (old, new))
        if after is not None and before != after:
            raise SuspiciousModification("The document's information was changed.")
        yield from super().apply(old, new)


class SameMetadata(MetadataUpdateRule):
    """The same for XMP."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        before, after = (_reference(one) for one in (old, new))
        if before == after and after not in new.explicit_refs_in_revision():
            return
        yield from super().apply(old, new)
        if _statements(old, before) != _statements(new, after):
            raise SuspiciousModification("The document's metadata was changed.")


def _info(revision: HistoricalResolver) -> dict[str, PdfObject] | None:
    reference: Any = revision.trailer_view.get_value_as_reference("/Info", optional=True)
    if reference is None:
        return None
    info: Any = revision(reference)
    return {key: info[key] for key in info if key not in _INFO_OF_WRITERS}


def _reference(revision: HistoricalResolver) -> Any:
    return revision.root.get_value_as_reference("/Metadata", optional=True)


def _statements(revision: HistoricalResolver, where: Any) -> dict[tuple[str, str], Any]:
    """What XMP says, whichever of its many forms it is written in."""
    if where is None:
        return {}
    stream: Any = revision(where)
    parts = parse_xmp(io.BytesIO(stream.read_data(DecodePurpose.XMP_METADATA)))
    said = {(str(name.ns), name.local_name): value for part in parts for name, value in part}
    return {name: value for name, value in said.items() if not _is_of_writers(name)}


def _is_of_writers(name: tuple[str, str]) -> bool:
    return name in _XMP_OF_WRITERS or name[0] in _NAMESPACES_OF_WRITERS
