"""Does a signature look as NĐ 30/2020/NĐ-CP wants it? Judged by the drawn page, not by our own words."""

import io
import subprocess

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from documents import rendering, signing
from documents.paper import Box, Rendered
from documents.signing.picture import BLUE, RED, BadPicture, read
from tests.conftest import require
from tests.documents.signing.conftest import AT

LONG = "Công Tằng Tôn Nữ Thị Phương Thảo Nguyễn Hoàng Khánh Ngọc Ánh"
SCALE = 3


def png(mode, ground, ink):
    image = Image.new(mode, (300, 120), ground)
    ImageDraw.Draw(image).line([(20, 100), (150, 20), (280, 100)], fill=ink, width=12)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


SCAN = png("RGB", "white", "black")
CUT_OUT = png("RGBA", (0, 0, 0, 0), (0, 90, 0, 255))


@pytest.fixture
def signed(keys, school_home):
    """A paper with a signature in a box of its own, and its box."""
    paper = rendering.render("print/note.html", {"title": "Kế hoạch", "lines": []})
    box = next(box for box in paper.boxes if box.name == "lock")
    seal = Box(
        "seal", box.page, (box.rect[0] - 30, box.rect[1], box.rect[0] + 38, box.rect[1] + 68)
    )
    prepared = signing.prepare(Rendered(paper.pdf, (box, seal)), ["lock", "seal"])

    def signed(stamp, field="lock", pdf=prepared):
        return signing.sign(signing.Order(pdf, field, "HT", stamp), keys[0], AT).pdf

    return signed, box, seal


def drawn(pdf, box):
    """The colours within a box, as a reader shows them, rows from the top."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    page = document[box.page]
    left, low, right, high = box.rect
    crop = (left, low, page.get_width() - right, page.get_height() - high)
    picture = page.render(scale=SCALE, crop=crop, may_draw_forms=True).to_pil().convert("RGB")
    document.close()
    return picture


def rows_of(picture, colour):
    """Where on the way down, from 0 to 1, there is something of this colour."""
    wide, tall = picture.size
    return [
        y / tall
        for y in range(tall)
        if any(_like(picture.getpixel((x, y)), colour) for x in range(0, wide, 2))
    ]


def _like(pixel, colour):
    return all(abs(one - other) < 40 for one, other in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("png", [SCAN, CUT_OUT], ids=["a scan", "cut out"])
def test_a_picture_stands_in_blue_between_title_and_name(signed, png):
    sign, box, _seal = signed
    stamp = signing.Stamp(("HIỆU TRƯỞNG",), "Nguyễn Thị Thu", AT, picture=read(png))
    picture = drawn(sign(stamp), box)
    black, blue = rows_of(picture, (0, 0, 0)), rows_of(picture, BLUE)
    assert min(black) < min(blue) < max(blue) < max(black)
    wide = picture.size[0]
    columns = [
        x
        for x in range(wide)
        if _like(picture.getpixel((x, int(max(blue) * 0.97 * picture.size[1]))), BLUE)
    ]
    assert columns
    assert abs((min(columns) + max(columns)) / 2 - wide / 2) < wide * 0.1, "in the middle"


def test_without_a_picture_it_says_in_red_that_it_was_signed(signed):
    sign, box, _seal = signed
    picture = drawn(sign(signing.Stamp(("HIỆU TRƯỞNG",), "Nguyễn Thị Thu", AT)), box)
    red = rows_of(picture, (191, 0, 0))
    assert red
    assert 0.2 < min(red) < max(red) < 0.85


def test_the_seal_covers_the_left_third_of_the_signature_in_red(signed):
    sign, box, seal = signed
    person = signing.Stamp(("HIỆU TRƯỞNG",), "Nguyễn Thị Thu", AT, picture=read(SCAN))
    # The school's seal is the last to sign here: the person's field locks nothing.
    sealed = sign(
        signing.Stamp((), "Trường", AT, picture=read(CUT_OUT), is_seal=True), "seal", sign(person)
    )
    picture = drawn(sealed, box)
    wide, tall = picture.size
    red = [
        x / wide
        for x in range(wide)
        for y in range(0, tall, 3)
        if _like(picture.getpixel((x, y)), RED)
    ]
    assert red
    assert max(red) < 0.45
    assert rows_of(drawn(sealed, seal), RED)


def test_a_deputy_signs_kt_and_long_names_are_wrapped_not_cut(signed, tmp_path):
    sign, _box, _seal = signed
    pdf = sign(signing.Stamp(("KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG"), LONG, AT))
    (tmp_path / "signed.pdf").write_bytes(pdf)
    said = subprocess.run(
        [require("pdftotext"), "signed.pdf", "-"], cwd=tmp_path, capture_output=True, check=True
    ).stdout.decode()
    assert "KT. HIỆU TRƯỞNG\nPHÓ HIỆU TRƯỞNG" in said
    assert LONG in " ".join(said.split())


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", SCAN[:30], png("RGB", "white", "white"), b"\x89PNG\r\n\x1a\n" * 9]
)
def test_what_is_no_picture_is_refused_with_a_sentence(data):
    with pytest.raises(BadPicture) as refusal:
        read(data)
    assert str(refusal.value)
