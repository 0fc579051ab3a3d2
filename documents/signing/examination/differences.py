"""What was added to a file after a signature: signatures, timestamps and their evidence, or more?

One revision is compared with the next, so that nothing hides behind a later permitted change.
"""

from dataclasses import dataclass

from pyhanko.pdf_utils.metadata.xmp_xml import XmpXmlProcessingError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DSSCompareRule,
    FormUpdatingRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
    XrefStreamRule,
)
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm

from documents.signing.examination.metadata import SameInfo, SameMetadata
from documents.signing.examination.new_fields import NewFieldsRule, NewStamp
from documents.signing.examination.readers_orders import SameOrders
from documents.signing.examination.store import takes_evidence_away
from documents.signing.revisions import NotOurs, Revision, history


@dataclass(frozen=True)
class Addition:
    """A revision added to the one before: how much it changes, and which signature fields."""

    revision: int
    level: ModificationLevel
    fields: frozenset[str] = frozenset()
    stamps: frozenset[NewStamp] = frozenset()
    """What it shows in fields that were not there before."""
    takes_evidence: bool = False

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
    new_fields = NewFieldsRule()
    try:
        difference = _policy(new_fields).apply(old, new, doc_mdp=certified)
    except (SuspiciousModification, XmpXmlProcessingError):
        return Addition(number, ModificationLevel.OTHER)
    return Addition(
        number,
        difference.modification_level,
        frozenset(difference.changed_form_fields),
        frozenset(new_fields.stamps),
        takes_evidence_away(old, new),
    )


def _policy(new_fields: NewFieldsRule) -> StandardDiffPolicy:
    rules = (
        SameInfo(),
        SameMetadata(),  # type: ignore[no-untyped-call]
        SameOrders(),
        XrefStreamRule(),
        ObjectStreamRule(),
        DSSCompareRule(),
    )
    return StandardDiffPolicy(
        global_rules=[
            CatalogModificationRule(),
            *(rule.as_qualified(ModificationLevel.LTA_UPDATES) for rule in rules),
        ],
        form_rule=FormUpdatingRule(
            field_rules=[SigFieldCreationRule(), SigFieldModificationRule(), new_fields]
        ),
    )
