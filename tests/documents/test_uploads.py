"""Is every kind of file that must not become a record refused with its own sentence?"""

import hashlib
import io
import random
import resource
import zlib

import pikepdf
import pytest
from django.utils import translation
from pikepdf import Array, Dictionary, Name

from documents import rendering, uploads
from people import sandbox
from tests.refused import refused

A4 = (595, 842)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def saved(pdf, **options):
    file = io.BytesIO()
    pdf.save(file, **options)
    return file.getvalue()


def paper(pages=1, size=A4):
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=A4).mediabox = Array([0, 0, *size])
    return pdf


def with_root(**entries):
    pdf = paper()
    for key, value in entries.items():
        pdf.Root[f"/{key}"] = value
    return saved(pdf)


def with_annotation(**entries):
    pdf = paper()
    annotation = pdf.make_indirect(Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], **entries))
    pdf.pages[0].Annots = Array([annotation])
    return saved(pdf)


def with_attachment():
    pdf = paper()
    pdf.attachments["marks.xlsx"] = b"PK"
    return saved(pdf)


def with_form(**field):
    pdf = paper()
    widget = Dictionary(Subtype=Name.Widget, Rect=[0, 0, 9, 9], T="x", **field)
    pdf.Root.AcroForm = Dictionary(Fields=[pdf.make_indirect(widget)])
    return saved(pdf)


def deep():
    pdf = paper()
    for _ in range(400):
        pdf.Root.Nest = Array([pdf.Root.get("/Nest", 1)])
    pdf.Root.Nest = Array([pdf.Root.Nest, Dictionary(S=Name.Launch)])
    return saved(pdf)


def with_content(content, filters=Name.FlateDecode):
    pdf = paper()
    pdf.pages[0].Contents = pdf.make_stream(zlib.compress(content), Filter=filters)
    return saved(pdf, compress_streams=False)


def much_in_little():
    """195 KB that unpack to 200 MB."""
    return with_content(b"0 0 m 9 9 l S\n" * (200 * 2**20 // 14))


def little_twice_packed():
    return with_content(zlib.compress(bytes(200 * 2**20)), Array([Name.FlateDecode] * 2))


def huge_picture(width=60_000, height=60_000):
    """It says so of itself; its few bytes are none of a picture."""
    pdf = paper()
    picture = pdf.make_stream(
        b"x", Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height, BitsPerComponent=8
    )
    picture.Filter = Name.DCTDecode
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(P=picture))
    return saved(pdf)


def content_elsewhere():
    pdf = paper()
    pdf.pages[0].Contents = pdf.make_stream(b"", F="\\\\server\\share\\page")
    return saved(pdf)


def hidden_in_an_object_nobody_refers_to():
    pdf = saved(paper())
    hidden = b"9 0 obj\n<< /Type /Action /S /JavaScript /JS (app.alert\\(1\\)) >>\nendobj\n"
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.Root.Keep = opened.make_indirect(pikepdf.Object.parse(hidden[8:-8]))
        return saved(opened)


SCRIPT = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
BAD = {
    "empty": (lambda: b"", "file_empty"),
    "a Word file": (lambda: b"PK\x03\x04" + bytes(500), "not_a_pdf"),
    "a page of the web": (lambda: b"<html>%PDF-1.7</html>", "not_a_pdf"),
    "only a beginning": (lambda: b"%PDF-1.7\n", "pdf_broken"),
    "cut off": (lambda: saved(paper())[:-60], "pdf_broken"),
    "noise": (lambda: b"%PDF-1.7\n" + random.Random(1).randbytes(5000), "pdf_broken"),
    "password": (
        lambda: saved(paper(), encryption=pikepdf.Encryption(owner="o", user="u")),
        "pdf_encrypted",
    ),
    "owner's password": (
        lambda: saved(paper(), encryption=pikepdf.Encryption(owner="o", user="")),
        "pdf_encrypted",
    ),
    "script on opening": (lambda: with_root(OpenAction=SCRIPT), "pdf_active"),
    "named script": (
        lambda: with_root(Names=Dictionary(JavaScript=Dictionary(Names=["a", SCRIPT]))),
        "pdf_active",
    ),
    "launch": (
        lambda: with_annotation(Subtype=Name.Link, A=Dictionary(S=Name.Launch)),
        "pdf_active",
    ),
    "sending away": (
        lambda: with_annotation(Subtype=Name.Link, A=Dictionary(S=Name.SubmitForm)),
        "pdf_active",
    ),
    "on opening a web page": (
        lambda: with_root(OpenAction=Dictionary(S=Name.URI, URI="https://example.org")),
        "pdf_active",
    ),
    "page actions": (lambda: with_root(AA=Dictionary(WC=SCRIPT)), "pdf_active"),
    "deep inside": (deep, "pdf_active"),
    "hidden": (hidden_in_an_object_nobody_refers_to, "pdf_active"),
    "film": (lambda: with_annotation(Subtype=Name.RichMedia), "pdf_active"),
    "attachment": (with_attachment, "pdf_attachment"),
    "attachment on a page": (
        lambda: with_annotation(Subtype=Name.FileAttachment),
        "pdf_attachment",
    ),
    "form": (lambda: with_form(FT=Name.Tx), "pdf_form"),
    "XFA": (lambda: with_root(AcroForm=Dictionary(XFA="<xdp/>", Fields=[])), "pdf_form"),
    "signed": (
        lambda: with_form(FT=Name.Sig, V=Dictionary(Type=Name.Sig, ByteRange=[0, 1, 2, 3])),
        "pdf_signed",
    ),
    "another file": (
        lambda: with_annotation(Subtype=Name.Link, A=Dictionary(S=Name.GoToR, F="//server/a.pdf")),
        "pdf_active",
    ),
    "content of another file": (content_elsewhere, "pdf_attachment"),
    "much in little": (much_in_little, "pdf_unpacked"),
    "little twice packed": (little_twice_packed, "pdf_unpacked"),
    "a huge picture": (huge_picture, "pdf_unpacked"),
    "no pages": (lambda: saved(paper(0)), "pdf_pages"),
    "too many pages": (lambda: saved(paper(201)), "pdf_many_pages"),
    "a poster of 100 metres": (lambda: saved(paper(size=(14400, 283465))), "pdf_page_size"),
    "a speck": (lambda: saved(paper(size=(3, 3))), "pdf_page_size"),
    "no size": (lambda: saved(paper(size=(0, 842))), "pdf_page_size"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_upload_is_refused_with_its_sentence(kind):
    make, code = BAD[kind]
    with refused(code):
        uploads.examine(make())


def test_a_plain_pdf_is_taken():
    data = saved(paper(pages=3))
    assert uploads.examine(data) == uploads.Examined(3, hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize(
    "harmless",
    [
        lambda: saved(paper(pages=200)),
        lambda: saved(paper(size=(842, 1191))),
        lambda: saved(paper(), object_stream_mode=pikepdf.ObjectStreamMode.generate),
        lambda: saved(paper(), linearize=True),
        # Word processors write where to open the file.
        lambda: with_root(OpenAction=Array([0, Name.Fit])),
        lambda: with_root(OpenAction=Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]))),
        lambda: with_annotation(
            Subtype=Name.Link, A=Dictionary(S=Name.URI, URI="https://example.org")
        ),
        lambda: with_root(AcroForm=Dictionary(Fields=[])),
        lambda: huge_picture(2480, 3508),
        lambda: with_content(b"0 0 m 9 9 l S\n" * 2**20),
        lambda: rendering.render("print/note.html", {"title": "Toán", "lines": ["a"]}).pdf,
    ],
)
def test_what_word_processors_write_is_taken(harmless):
    assert uploads.examine(harmless()).pages >= 1


def test_a_file_too_large_is_refused_before_anyone_looks_into_it(settings):
    settings.SOKY_UPLOAD_BYTES = 1024 * 1024
    with refused("upload_too_large", naming="1 MB"):
        uploads.examine(b"%PDF-" + bytes(1024 * 1024))


def test_a_bomb_dies_alone():
    """A cross-reference stream that unpacks to 4 GB."""
    squeeze = zlib.compressobj(9, wbits=-15)
    block = squeeze.compress(bytes(2**24)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    stream = b"\x78\xda" + block * 256
    bomb = b"%PDF-1.5\n1 0 obj\n<< /Type /XRef /W [1 2 1] /Size 9999999 /Root 2 0 R"
    bomb += b" /Filter /FlateDecode /Length %d >>\nstream\n" % len(stream) + stream
    bomb += b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"
    with pytest.raises(uploads.BadUpload) as refusal:
        uploads.examine(bomb)
    assert refusal.value.code in {"pdf_broken", "pdf_unpacked"}
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    assert largest < 1.1 * 2**30


def test_a_machine_without_time_does_not_call_a_sound_file_broken(monkeypatch):
    monkeypatch.setattr(sandbox, "_PATIENCE", 1e-6)
    with refused("machine_busy"):
        uploads.examine(saved(paper()))


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_file_is_refused_with_a_sentence_or_was_not_hurt(seed):
    whole = rendering.render("print/note.html", {"title": "Toán", "lines": ["a"] * 40}).pdf
    dice, damaged = random.Random(seed), bytearray(whole)
    for _ in range(dice.randrange(1, 30)):
        damaged[dice.randrange(5, len(damaged))] = dice.randrange(256)
    try:
        pages = uploads.examine(bytes(damaged)).pages
    except uploads.BadUpload:
        return
    assert pages == 2
