"""What was added to a file after a signature: signatures, timestamps and their evidence, or more?

One revision is compared with the next, so that nothing hides behind a later permitted change.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.generic import PdfObject
from pyhanko.pdf_utils.metadata.xmp_xml import XmpXmlProcessingError, parse_xmp
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DocInfoRule,
    DSSCompareRule,
    FormUpdatingRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    ReferenceUpdate,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
    XrefStreamRule,
)
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm

from documents.signing.revisions import NotOurs, Revision, history

# What writers note about themselves at each saving, in the /Info dictionary and in XMP.
_INFO_OF_WRITERS = {"/Producer", "/ModDate"}
_XMP_OF_WRITERS = {
    ("http://ns.adobe.com/pdf/1.3/", "Producer"),
    ("http://ns.adobe.com/xap/1.0/", "ModifyDate"),
    ("http://ns.adobe.com/xap/1.0/", "MetadataDate"),
}


@dataclass(frozen=True)
class Addition:
    """A revision added to the one before: how much it changes, and which signature fields."""

    revision: int
    level: ModificationLevel
    fields: frozenset[str] = frozenset()

    def is_allowed(self, certified: MDPPerm | None, lock: FieldMDPSpec | None) -> bool:
        """Whether a signature allows it that certifies and locks the file so far."""
        most = ModificationLevel.FORM_FILLING
        if certified == MDPPerm.NO_CHANGES:
            most = ModificationLevel.LTA_UPDATES
        if self.level.value > most.value:
            return False
        return lock is None or not any(lock.is_locked(field) for field in self.fields)


def additions(
    reader: PdfFileReader, pdf: bytes, since: int, certified: MDPPerm | None
) -> tuple[Addition, ...]:
    """Every revision after the given one, judged as one that follows such a certification.

    A file of which our own hand wrote every byte needs no comparison of objects, and takes a tenth
    of the time.
    """
    numbers = range(since + 1, reader.xrefs.total_revisions)
    try:
        ours = history(pdf).revisions
    except NotOurs:
        ours = ()
    if len(ours) <= len(numbers):
        return tuple(_addition(reader, number, certified) for number in numbers)
    return tuple(map(_own, numbers, ours[len(ours) - len(numbers) :]))


def _own(number: int, made: Revision) -> Addition:
    if made.is_timestamp:
        return Addition(number, ModificationLevel.LTA_UPDATES)
    return Addition(number, ModificationLevel.FORM_FILLING, frozenset({made.field}))


def _addition(reader: PdfFileReader, number: int, certified: MDPPerm | None) -> Addition:
    old, new = (reader.get_historical_resolver(one) for one in (number - 1, number))
    try:
        found = _POLICY.apply(old, new, doc_mdp=certified)
    except (SuspiciousModification, XmpXmlProcessingError):
        return Addition(number, ModificationLevel.OTHER)
    return Addition(number, found.modification_level, frozenset(found.changed_form_fields))


class _SameInfo(DocInfoRule):
    """A saving may note its program and its time; title, author and all else stay."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        before, after = (_info(one) for one in (old, new))
        if after is not None and before != after:
            raise SuspiciousModification("The document's information was changed.")
        yield from super().apply(old, new)


class _SameMetadata(MetadataUpdateRule):
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
    return {key: info.raw_get(key) for key in info if key not in _INFO_OF_WRITERS}


def _reference(revision: HistoricalResolver) -> Any:
    return revision.root.get_value_as_reference("/Metadata", optional=True)


def _statements(revision: HistoricalResolver, where: Any) -> dict[tuple[str, str], Any]:
    """What XMP says, whichever of its many forms it is written in."""
    if where is None:
        return {}
    stream: Any = revision(where)
    parts = parse_xmp(io.BytesIO(stream.read_data(DecodePurpose.XMP_METADATA)))
    said = {(str(name.ns), name.local_name): value for part in parts for name, value in part}
    return {name: value for name, value in said.items() if name not in _XMP_OF_WRITERS}


_POLICY = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(),
        *(
            rule.as_qualified(ModificationLevel.LTA_UPDATES)
            for rule in (
                _SameInfo(),
                _SameMetadata(),  # type: ignore[no-untyped-call]
                XrefStreamRule(),
                ObjectStreamRule(),
                DSSCompareRule(),
            )
        ),
    ],
    form_rule=FormUpdatingRule(field_rules=[SigFieldCreationRule(), SigFieldModificationRule()]),
)
