"""The parts of a PDF that an examination looks at: fields, signatures, evidence, what is active."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from asn1crypto.core import Asn1Value
from asn1crypto.crl import CertificateList
from asn1crypto.ocsp import OCSPResponse
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject
from pyhanko.pdf_utils.reader import PdfFileReader

from documents.signing.examination.trust import Evidence

# Longer than any paper of a school, shorter than what keeps a process busy for its whole time.
_MOST_PARTS = 5000
_ACTIONS = {
    *("/JavaScript", "/Launch", "/SubmitForm", "/ResetForm", "/ImportData", "/GoToE", "/Rendition"),
    *("/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView"),
}
_ACTIVE_ANNOTATIONS = {"/RichMedia", "/3D", "/Movie", "/Sound", "/Screen"}
_HARMLESS_OPENING = {"/GoTo", "/Named"}


class TooMuch(ValueError):
    """The file has more parts than will be looked at."""


@dataclass(frozen=True)
class Field:
    """A field of the form; its value is what was signed into it."""

    name: str
    kind: str
    field: DictionaryObject
    value: IndirectObject | DictionaryObject | None


def opened(pdf: bytes) -> PdfFileReader:
    return PdfFileReader(io.BytesIO(pdf))


def page_count(reader: PdfFileReader) -> int:
    return int(reader.root["/Pages"]["/Count"])


def fields(reader: PdfFileReader) -> list[Field]:
    """Every field of the form that has no others below it. Raises TooMuch also at a form in circles."""
    form = _of(reader.root, "/AcroForm", DictionaryObject())
    waiting = [(one, "", "") for one in _each(form, "/Fields")][::-1]
    found: list[Field] = []
    for _ in range(_MOST_PARTS):
        if not waiting:
            return found
        field, parent, inherited = waiting.pop()
        name = ".".join(filter(None, (parent, str(_of(field, "/T", "")))))
        kind = str(_of(field, "/FT", inherited))
        below = [(kid, name, kind) for kid in _each(field, "/Kids") if "/T" in kid]
        waiting += below[::-1]
        if not below:
            value = field.raw_get("/V") if "/V" in field else None
            found.append(Field(name, kind, field, value))
    raise TooMuch


def evidence(reader: PdfFileReader) -> Evidence:
    """What the document security store holds (ISO 32000-2, 12.8.4.3); what is no such thing is left out."""
    found = Evidence()
    store = _of(reader.root, "/DSS", DictionaryObject())
    for key, kind, kept in (
        ("/Certs", Certificate, found.certificates),
        ("/CRLs", CertificateList, found.revocation_lists),
        ("/OCSPs", OCSPResponse, found.answers),
    ):
        kept.extend(_readable(_each(store, key), kind))
    return found


def _of(holder: DictionaryObject, key: str, otherwise: Any = None) -> Any:
    """The value itself where the library's own `get` would hand out a reference to it."""
    return holder[key] if key in holder else otherwise  # noqa: SIM401 see above


def _each(holder: DictionaryObject, key: str) -> list[Any]:
    """The elements of an array in a dictionary. Raises TooMuch at an endless one."""
    array = _of(holder, key, ())
    if len(array) > _MOST_PARTS:
        raise TooMuch
    return [one.get_object() for one in array]


def _readable(streams: Iterable[Any], kind: type[Asn1Value]) -> Iterator[Any]:
    for stream in streams:
        try:
            one = kind.load(stream.read_data(DecodePurpose.CERTIFICATE))
            one.native  # noqa: B018 the library takes things apart when they are asked for
        except Exception:  # noqa: BLE001, S112 whatever a hostile file has in this place
            continue
        yield one


def active_parts(reader: PdfFileReader) -> set[str]:
    """Codes for what a reader program would do or show beyond the pages."""
    root = reader.root
    found = set()
    opening = _of(root, "/OpenAction")
    if isinstance(opening, DictionaryObject) and _of(opening, "/S") not in _HARMLESS_OPENING:
        found.add("open_action")
    names = _of(root, "/Names", {})
    if "/JavaScript" in names:
        found.add("javascript")
    if "/EmbeddedFiles" in names or "/AF" in root:
        found.add("attachment")
    if "/XFA" in _of(root, "/AcroForm", {}):
        found.add("foreign_field")
    for part in (root, *_parts(reader)):
        found |= _acts(part)
    return found


def _parts(reader: PdfFileReader) -> Iterator[DictionaryObject]:
    """Every page, annotation, field and entry of the outline: whatever can carry an action."""
    waiting: list[Any] = [reader.root["/Pages"], *(one.field for one in fields(reader))]
    if "/Outlines" in reader.root:
        waiting.append(reader.root["/Outlines"])
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        if not isinstance(part, DictionaryObject):
            continue
        yield part
        for key in ("/Kids", "/Annots"):
            waiting.extend(_each(part, key))
        waiting.extend(part[key] for key in ("/First", "/Next") if key in part)
    raise TooMuch


def _acts(part: DictionaryObject) -> set[str]:
    found = set()
    if "/AA" in part:
        found.add("additional_action")
    if _of(part, "/Subtype") in _ACTIVE_ANNOTATIONS:
        found.add("active_annotation")
    if _of(part, "/Subtype") == "/FileAttachment":
        found.add("attachment")
    action = _of(part, "/A")
    if isinstance(action, DictionaryObject) and {_of(action, "/S"), *_next(action)} & _ACTIONS:
        found.add("javascript" if _of(action, "/S") == "/JavaScript" else "launch")
    return found


def _next(action: DictionaryObject) -> set[Any]:
    """An action may have others behind it; that there are more than plain links is enough to know."""
    following = _of(action, "/Next")
    return {"/Launch"} if following is not None else set()
