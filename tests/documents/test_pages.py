"""Pages of strangers become pictures in the sandbox, and act no more where they are bound in."""

import io
import zlib

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name

from documents import archive, drawing, pages, rendering
from documents.paper import CannotRender
from documents.prepared import bound_in
from documents.signing import CannotSign
from people import sandbox
from tests.documents.test_uploads import paper, saved

PNG = b"\x89PNG"


def test_each_page_is_drawn_once_and_a_few_at_a_time(school_home, monkeypatch):
    sha256 = archive.put(saved(paper(pages=10)))
    assert pages.count(sha256) == 10
    assert pages.picture(sha256, 3).startswith(PNG)
    monkeypatch.setattr(sandbox, "_ROOT", "/nowhere")
    assert pages.picture(sha256, 8).startswith(PNG)
    assert pages.count(sha256) == 10
    with pytest.raises(pages.CannotDraw):
        pages.picture(sha256, 9)


def test_there_is_no_page_before_the_first_or_behind_the_last(school_home):
    sha256 = archive.put(saved(paper(pages=2)))
    for number in (0, 3, 99):
        with pytest.raises(pages.NoSuchPage):
            pages.picture(sha256, number)


def test_a_page_that_takes_too_long_is_given_up_once(school_home, monkeypatch):
    monkeypatch.setattr(sandbox, "SECONDS", 1)
    pdf = paper()
    lines = b"0 0 m 500 800 l 9 700 l 400 1 l f*\n" * 400_000
    pdf.pages[0].Contents = pdf.make_stream(zlib.compress(lines), Filter=Name.FlateDecode)
    sha256 = archive.put(saved(pdf))
    with pytest.raises(pages.CannotDraw):
        pages.picture(sha256, 1)
    monkeypatch.setattr(sandbox, "run", lambda *_asked: pytest.fail("It was tried again."))
    with pytest.raises(pages.CannotDraw):
        pages.picture(sha256, 1)


def test_who_waits_too_long_for_the_press_goes_without(school_home, monkeypatch):
    sha256 = archive.put(saved(paper()))
    monkeypatch.setattr(pages, "_PATIENCE", 0.01)
    with pages._press, pytest.raises(pages.CannotDraw):
        pages.picture(sha256, 1)
    assert pages.picture(sha256, 1).startswith(PNG)


def test_an_upload_that_cannot_be_bound_in_is_a_sentence_and_no_crash(school_home):
    cover = rendering.render("print/note.html", {"title": "Bìa", "lines": []})
    assert isinstance(bound_in(cover, b"%PDF-1.7"), CannotSign)
    assert bound_in(cover, None) is cover


def test_the_server_process_neither_draws_nor_unpacks(school_home, monkeypatch):
    def none(*_any, **_more):
        pytest.fail("A stranger's file was opened in the server.")

    sha256 = archive.put(saved(paper()))
    monkeypatch.setattr(pypdfium2, "PdfDocument", none)
    assert pages.picture(sha256, 1).startswith(PNG)
    assert drawing.pypdfium2.PdfDocument is none


def test_foreign_pages_lose_whatever_acts_or_points_elsewhere(school_home):
    cover = rendering.render("print/note.html", {"title": "Bìa", "lines": []})
    joined = rendering.join(cover, acting())
    with pikepdf.open(io.BytesIO(joined.pdf)) as opened:
        page = opened.pages[-1].obj
        assert not {"/Annots", "/AA", "/Metadata", "/PieceInfo"} & {*page.keys()}
        assert page.Contents.read_bytes() == b"/Form Do"
        assert "/Ref" not in page.Resources.XObject.Form
        written = opened.pages[-1].obj.unparse() + b"".join(one.unparse() for one in opened.objects)
    assert b"server" not in written


def acting():
    """A link to a share of the network on the page, and more of the kind."""
    pdf = paper()
    there = Dictionary(S=Name.URI, URI="file:////server/share/x")
    page = pdf.pages[0].obj
    page.Annots = Array([Dictionary(Subtype=Name.Link, Rect=[0, 0, 9, 9], A=there)])
    page.AA = Dictionary(O=there)
    page.PieceInfo = Dictionary(Program=Dictionary(Private="server"))
    form = pdf.make_stream(b"0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
    form.Ref = Dictionary(F="\\\\server\\share\\x.pdf", Page=0)
    page.Resources = Dictionary(XObject=Dictionary(Form=form))
    page.Contents = pdf.make_stream(b"/Form Do")
    return saved(pdf)


def test_pages_that_cannot_be_taken_over_are_refused(school_home):
    cover = rendering.render("print/note.html", {"title": "Bìa", "lines": []})
    with pytest.raises(CannotRender):
        rendering.join(cover, b"%PDF-1.7")
