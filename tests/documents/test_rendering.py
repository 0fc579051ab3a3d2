"""Is the paper PDF/A, in the right font, with the boxes where people will sign?"""

import gc
import io
import multiprocessing
import subprocess

import django
import pikepdf
import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation

from documents import paper, rendering

LINE = "Học sinh biết cộng các số có nhiều chữ số, vận dụng để giải bài toán thực tế. "
NOTE = {"title": "Kế hoạch bài dạy", "lines": [LINE * 4] * 14}


@pytest.fixture(autouse=True)
def static_files_of_the_test(school_home):
    finders.get_finder.cache_clear()
    yield
    finders.get_finder.cache_clear()


def fonts_in(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return {
            str(thing.BaseFont).partition("+")[2]
            for thing in opened.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"
        }


def test_paper_is_pdf_a_in_the_documents_font_on_every_page_and_in_its_margins():
    pdf = rendering.render("print/note.html", NOTE).pdf

    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
        assert len(opened.pages) == 2
        assert "/OutputIntents" in opened.Root
        assert "/ID" in opened.trailer
    assert fonts_in(pdf) == {"Tinos", "Tinos-Bold"}


def test_every_anchor_becomes_a_box_on_its_page_above_the_lower_margin():
    boxes = {box.name: box for box in rendering.render("print/note.html", NOTE).boxes}

    assert set(boxes) == {"author", "review", "sign", "lock"}
    assert {box.page for box in boxes.values()} == {1}
    left, low, right, high = boxes["author"].rect
    assert left == pytest.approx(30 / 25.4 * 72, abs=0.1)
    assert low > 20 / 25.4 * 72
    assert high - low == pytest.approx(32 / 25.4 * 72, abs=1)
    assert boxes["author"].rect[2] < boxes["review"].rect[0] < boxes["lock"].rect[0]
    assert boxes["lock"].rect[2] == pytest.approx((210 - 15) / 25.4 * 72, abs=0.1)
    assert right > left


def test_vietnamese_is_still_text_on_paper(tmp_path):
    (tmp_path / "note.pdf").write_bytes(rendering.render("print/note.html", NOTE).pdf)
    text = subprocess.run(
        ["pdftotext", "-layout", "note.pdf", "-"], cwd=tmp_path, capture_output=True, check=True
    ).stdout.decode()

    assert "Học sinh biết cộng các số có nhiều chữ số" in text
    assert "TRƯỜNG TIỂU HỌC HOA SEN" in text
    assert "Độc lập - Tự do - Hạnh phúc" in text


def test_paper_is_vietnamese_though_the_screen_is_english():
    with translation.override("en"):
        english = rendering.render("print/note.html", {**NOTE, "lines": []}).pdf
    with translation.override("vi"):
        assert english == rendering.render("print/note.html", {**NOTE, "lines": []}).pdf


def test_what_people_type_cannot_become_html():
    typed = {**NOTE, "lines": ['<img src="https://example.org/a.png"><a id="sig-fake"></a>']}

    boxes = rendering.render("print/note.html", typed).boxes

    assert "fake" not in {box.name for box in boxes}


def test_an_image_comes_from_the_static_files():
    with_image = rendering.render("print/note.html", {**NOTE, "image": "print/flower.svg"})
    assert with_image.pdf != rendering.render("print/note.html", NOTE).pdf


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/flower.png",
        "//example.org/flower.png",
        "file:///etc/passwd",
        "file:///static/../../../../../../etc/passwd",
        "file:///static/%2e%2e/conftest.py",
        "data:image/png;base64,AAAA",
        "print/nothing.svg",
    ],
)
def test_nothing_else_is_fetched_and_the_paper_is_refused(address):
    with pytest.raises(paper.CannotRender):
        rendering.render("print/note.html", {**NOTE, "image": address})


def test_an_upload_goes_behind_its_cover_and_leaves_its_actions_behind():
    cover = rendering.render("print/note.html", NOTE)
    upload = pikepdf.new()
    for _ in range(3):
        upload.add_blank_page(page_size=(595, 842))
    upload.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    file = io.BytesIO()
    upload.save(file)

    joined = rendering.join(cover, file.getvalue())

    assert joined.boxes == cover.boxes
    with pikepdf.open(io.BytesIO(joined.pdf)) as opened, opened.open_metadata() as metadata:
        assert len(opened.pages) == 2 + 3
        assert "/OpenAction" not in opened.Root
        assert "pdfaid:part" not in metadata


def test_many_papers_come_back_in_order_from_other_processes():
    lines = [{"title": "", "lines": []}] * 3
    papers = list(rendering.render_many("print/base.html", lines))
    assert [paper.pdf for paper in papers] == [rendering.render("print/base.html", {}).pdf] * 3


def print_and_end():
    django.setup()
    list(rendering.render_many("print/base.html", [{}]))


def test_a_web_servers_worker_that_has_printed_can_end():
    worker = multiprocessing.get_context("spawn").Process(target=print_and_end)
    worker.start()
    worker.join(timeout=600)
    assert worker.exitcode == 0


def test_without_the_font_the_package_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(paper, "_FONT_FOLDERS", (tmp_path,))
    paper.font_file.cache_clear()
    with pytest.raises(ImproperlyConfigured, match="fonts-croscore"):
        rendering.render("print/note.html", NOTE)
    paper.font_file.cache_clear()


def test_what_a_printer_has_loaded_is_left_alone_by_its_collector():
    assert rendering._printers().submit(gc.get_freeze_count).result() > 100_000
