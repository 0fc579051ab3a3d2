"""What rendering and signing could break of PDF/A-3b (ISO 19005-3): a small check, no validator."""

import hashlib
import io
import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Dictionary, Name

_PRINT, _FORBIDDEN = 4, 1 | 2 | 32 | 256  # invisible, hidden, no view, toggle (ISO 32000-1, 12.5.3)
_EMBEDDED = {"/FontFile", "/FontFile2", "/FontFile3"}
_RELATIONS = {"/Source", "/Data", "/Alternative", "/Supplement", "/Unspecified"}
_DATE = re.compile(r"D:\d{14}(Z|[+-]\d\d'\d\d'?)")
_ACTIVE = {"/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/JavaScript", "/Hide"}


def faults_of(pdf: bytes) -> set[str]:
    """What is wrong, in short words; nothing where the file may call itself PDF/A-3b."""
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        return {
            *_of_the_file(paper),
            *_of_pages(paper),
            *_of_objects(paper),
            *_of_files_inside(paper),
        }


def _of_the_file(paper: pikepdf.Pdf) -> Iterator[str]:
    root = paper.Root
    form = root.get("/AcroForm", {})
    intents = list(root.get("/OutputIntents", ()))
    with paper.open_metadata() as metadata:
        called = (metadata.get("pdfaid:part"), metadata.get("pdfaid:conformance"))
    faults = {
        "no /ID": "/ID" not in paper.trailer,
        "encrypted": paper.is_encrypted,
        "not PDF 1.7": str(root.get("/Version", "/1.7")) > "/1.7",
        "not called PDF/A-3b": called != ("3", "B"),
        "no output intent": not any(
            one.get("/S") == Name.GTS_PDFA1 and "/DestOutputProfile" in one for one in intents
        ),
        "acts when opened": "/OpenAction" in root or "/AA" in root,
        "foreign permissions": not set(root.get("/Perms", {})) <= {"/DocMDP", "/UR3"},
        "form without looks": "/XFA" in form or bool(form.get("/NeedAppearances", False)),
    }
    yield from (fault for fault, there in faults.items() if there)


def _of_pages(paper: pikepdf.Pdf) -> Iterator[str]:
    for page in paper.pages:
        for annotation in page.obj.get("/Annots", ()):
            flags = int(annotation.get("/F", 0))
            left, low, right, high = (float(edge) for edge in annotation.Rect)
            if not flags & _PRINT or flags & _FORBIDDEN:
                yield "annotation not printed"
            if "/A" in annotation or "/AA" in annotation:
                yield "annotation acts"
            looks = annotation.get("/AP")
            if (right - left) * (high - low) and (looks is None or set(looks) != {"/N"}):
                yield "annotation without its one look"


def _of_objects(paper: pikepdf.Pdf) -> Iterator[str]:
    for thing in paper.objects:
        if isinstance(thing, pikepdf.Stream) and "/LZWDecode" in str(thing.get("/Filter", "")):
            yield "LZW"
        if isinstance(thing, Dictionary | pikepdf.Stream):
            yield from _of_a_dictionary(thing)


def _of_a_dictionary(thing: pikepdf.Object) -> Iterator[str]:
    kind, subtype = thing.get("/Type"), str(thing.get("/Subtype", ""))
    is_font, is_simple = kind == Name.Font, subtype in {"/TrueType", "/Type1"}
    faults = {
        "action": str(thing.get("/S", "")) in _ACTIVE,
        "font not embedded": (
            (kind == Name.FontDescriptor and not _EMBEDDED & set(thing.keys()))
            or (is_font and is_simple and "/FontDescriptor" not in thing)
        ),
        "no glyphs named": is_font and subtype == "/CIDFontType2" and "/CIDToGIDMap" not in thing,
        "no way back to text": (
            is_font and (is_simple or subtype == "/Type0") and "/ToUnicode" not in thing
        ),
    }
    yield from (fault for fault, there in faults.items() if there)


def _of_files_inside(paper: pikepdf.Pdf) -> Iterator[str]:
    """ISO 19005-3, 6.8; the order of names is ISO 32000-1, 7.9.6."""
    associated = [one.objgen for one in paper.Root.get("/AF", ())]
    tree = paper.Root.get("/Names", {}).get("/EmbeddedFiles", {})
    names = [str(one) for one in list(tree.get("/Names", ()))[::2]]
    if names != sorted({*names}):
        yield "files not in order of their names"
    for thing in paper.objects:
        if isinstance(thing, Dictionary) and "/EF" in thing:
            yield from _of_a_file_inside(thing)
            if thing.objgen not in associated:
                yield "file not said to belong to the paper"


def _of_a_file_inside(thing: pikepdf.Object) -> Iterator[str]:
    stream = thing.EF.F
    data, params = stream.read_bytes(), stream.get("/Params", {})
    checksum = hashlib.md5(data, usedforsecurity=False).digest()
    faults = {
        "file without its names": not {"/F", "/UF", "/Desc"} <= set(thing.keys()),
        "file without relation": str(thing.get("/AFRelationship", "")) not in _RELATIONS,
        "file without type": not re.fullmatch(r"/\w+/[\w.+-]+", str(stream.get("/Subtype", ""))),
        "file without time": not _DATE.fullmatch(str(params.get("/ModDate", ""))),
        "file of another size": int(params.get("/Size", -1)) != len(data),
        "file of another content": bytes(params.get("/CheckSum", b"")) != checksum,
    }
    yield from (fault for fault, there in faults.items() if there)
