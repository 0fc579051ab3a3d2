"""What proves the certificates of a file: its security store (ISO 32000-2, 12.8.4.3), at each revision."""

from collections.abc import Iterable, Iterator
from typing import Any

from asn1crypto.core import Asn1Value
from asn1crypto.crl import CertificateList
from asn1crypto.ocsp import OCSPResponse
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from documents.signing.examination.entries import elements, value
from documents.signing.examination.trust import CarriedEvidence

_KINDS = {"/Certs": Certificate, "/CRLs": CertificateList, "/OCSPs": OCSPResponse}


def evidence(reader: PdfFileReader, *, ever: bool = False) -> CarriedEvidence:
    """What the store holds now, or `ever` held; what is no such thing is left out."""
    revisions = range(reader.xrefs.total_revisions) if ever else ()
    roots = [reader.root, *(reader.get_historical_resolver(one).root for one in revisions)]
    pieces = {
        key: dict.fromkeys(piece for root in roots for piece in _pieces(root, key))
        for key in _KINDS
    }
    return CarriedEvidence(*(list(_readable(pieces[key], kind)) for key, kind in _KINDS.items()))


def takes_evidence_away(old: HistoricalResolver, new: HistoricalResolver) -> bool:
    return any(_lost(old, new, key) for key in _KINDS)


def brings_evidence(old: HistoricalResolver, new: HistoricalResolver) -> bool:
    return any(_lost(new, old, key) for key in _KINDS)


def _lost(before: HistoricalResolver, after: HistoricalResolver, key: str) -> bool:
    return not set(_pieces(before.root, key)) <= set(_pieces(after.root, key))


def _pieces(root: DictionaryObject, key: str) -> Iterator[bytes]:
    for stream in elements(value(root, "/DSS", DictionaryObject()), key):
        try:
            yield bytes(stream.read_data(DecodePurpose.CERTIFICATE))
        except Exception:  # noqa: BLE001, S112 whatever a hostile file has in this place
            continue


def _readable(pieces: Iterable[bytes], kind: type[Asn1Value]) -> Iterator[Any]:
    for piece in pieces:
        try:
            structure = kind.load(piece)
            structure.native  # noqa: B018 the library takes things apart when they are asked for
        except Exception:  # noqa: BLE001, S112 as above
            continue
        yield structure
