"""Where people will sign: empty signature fields, all in the file before the first signature."""

import io
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name

from documents.paper import Box, Rendered, saved
from documents.signing import stamp_font

_PRINT_LOCKED = 4 | 128  # annotation flags (ISO 32000-1, 12.5.3)
_ONLY_SIGNATURES_APPEND_ONLY = 3  # signature flags (12.7.2)


def prepare(paper: Rendered, fields: Sequence[str]) -> bytes:
    """The paper with an empty field in each of the named boxes, in the order of signing.

    All fields must be there before the first signature; the last of them will lock the file.
    """
    boxes = {box.name: box for box in paper.boxes}
    if not set(fields) <= boxes.keys():
        raise LookupError(f"The paper has boxes {sorted(boxes)}, asked for were {list(fields)}.")
    with pikepdf.open(io.BytesIO(paper.pdf)) as pdf:
        _drop_destinations(pdf)
        places = Array([_field(pdf, boxes[name]) for name in fields])
        places[-1].Lock = Dictionary(Type=Name.SigFieldLock, Action=Name.All)
        pdf.Root.AcroForm = pdf.make_indirect(
            Dictionary(
                Fields=places,
                SigFlags=_ONLY_SIGNATURES_APPEND_ONLY,
                DR=Dictionary(Font=Dictionary({stamp_font.NAME: stamp_font.embed(pdf)})),
            )
        )
        return saved(pdf)


def _drop_destinations(pdf: pikepdf.Pdf) -> None:
    """Every id of a template lands in the catalog, which each signature writes anew."""
    names = pdf.Root.get("/Names", Dictionary())
    for holder, key in ((pdf.Root, "/Dests"), (names, "/Dests")):
        if key in holder:
            del holder[key]
    if "/Names" in pdf.Root and not names.keys():
        del pdf.Root.Names


def _field(pdf: pikepdf.Pdf, box: Box) -> pikepdf.Object:
    page = pdf.pages[box.page].obj
    left, low, right, high = map(round, box.rect)
    # PDF/A wants a look for every visible field, be it an empty one (ISO 19005-3, 6.3.3).
    empty = pdf.make_stream(
        b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, right - left, high - low]
    )
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=pikepdf.String(box.name),
            F=_PRINT_LOCKED,
            P=page,
            Rect=[left, low, right, high],
            AP=Dictionary(N=empty),
        )
    )
    page.Annots = Array([*page.get("/Annots", ()), field])
    return field
