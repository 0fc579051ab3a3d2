"""Does a filled form look as if the whole paper had been laid out with its texts?"""

import re
import subprocess
import unicodedata

import pypdfium2
import pytest

from documents import forms, rendering
from documents.forms import Filling, FormDesign
from documents.forms.letters import LETTERS
from tests.conftest import require
from tests.documents.forms import sheets

_WORD = re.compile(r'<word xMin="(\S+)" yMin="(\S+)" xMax="(\S+)" yMax="(\S+)">(.*)</word>')
POINTS = 0.1


def words(pdf, tmp_path):
    """Every word with its page and the edges of its box, in an order that no writer chooses."""
    (tmp_path / "paper.pdf").write_bytes(pdf)
    tool = require("pdftotext")
    said = subprocess.run(
        [tool, "-bbox", "paper.pdf", "-"], cwd=tmp_path, capture_output=True, check=True
    ).stdout.decode()
    found = [
        (page, unicodedata.normalize("NFC", word[5]), [float(edge) for edge in word.groups()[:4]])
        for page, part in enumerate(said.split("<page ")[1:])
        for word in _WORD.finditer(part)
    ]
    return sorted(found, key=lambda each: (each[0], each[1], *map(round, each[2])))


def ordinary(design, filling):
    context = {**filling.context(), **design.shape, "code": sheets.ADDRESS}
    return rendering.render(design.template, context)


LETTER_BY_LETTER = sorted(LETTERS)
EVERY_LETTER = [
    "".join(LETTER_BY_LETTER[start : start + 60]) for start in range(0, len(LETTERS), 60)
]


def assert_alike(design, filling, tmp_path):
    paper = forms.paper(design, filling, sheets.ADDRESS)
    assert isinstance(paper, bytes), paper
    set_words, laid_out = words(paper, tmp_path), words(ordinary(design, filling).pdf, tmp_path)
    assert [each[:2] for each in set_words] == [each[:2] for each in laid_out]
    assert len(laid_out) > 50
    for mine, other in zip(set_words, laid_out, strict=True):
        assert mine[2] == pytest.approx(other[2], abs=POINTS), mine
    return paper


@pytest.mark.parametrize("rows", [1, 29, 45, 60])
def test_every_word_stands_where_the_whole_layout_puts_it(rows, tmp_path):
    for seed in range(3):
        assert_alike(sheets.design(rows), sheets.filling(seed, rows), tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "  đầu \t dòng\n\n và  cuối  \n",
            "một\r\nhai\n\nba",
            "a\N{NO-BREAK SPACE}b c",
            "\n\nsau",
        ),
        *(
            "Ê\N{COMBINING BREVE} Ơ\N{COMBINING BREVE} Y Kŏ Êban",
            "e\u0302\u0301 = ế",
            "<b>&amp;</b>",
        ),
        *("xem " * 80, "AVAVA. Tô, Ya – “To” fi ffl", *EVERY_LETTER),
    ],
    ids=ascii,
)
def test_any_text_stands_there_too(text, tmp_path):
    filling = sheets.filling(1, 3)
    texts = {**filling.texts, "remarks": text, "comment-2": text[:40]}
    assert_alike(sheets.design(3), Filling(filling.shape, texts, "Phiếu"), tmp_path)


STYLES = {
    "foot": ".s td { vertical-align: bottom; text-align: right; padding: 1mm 2mm 3mm 1mm }",
    "inside": ".s td { vertical-align: middle; height: 20mm; border: 3pt double #000 } tr { height: 40mm }",
    "row": ".s td { height: auto; vertical-align: bottom } tr { height: 18mm }",
    "apart": ".s { border-collapse: separate; border-spacing: 2mm } .s td { text-align: center }",
    "spaced": ".s td { letter-spacing: 1pt; word-spacing: 2pt; font-variant-numeric: tabular-nums }",
    "coloured": ".s td { color: #a00; font-weight: bold; font-style: italic; line-height: 1.8 }",
    "headline": ".s td { text-transform: uppercase; font-size: 14pt }",
    "running": ".s td { position: relative; top: 3mm }",
}


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_cells_of_every_style(style, tmp_path):
    design = FormDesign("print/cells.html", {"style": style, "school": {"name": "Trường"}})
    texts = {f"cell-{number}": f"Ô số {number}: chữ Ưỡ 10" for number in range(8)}
    filling = Filling(design.shape, {**texts, "foot": "Lớp 3A", "placed": "Ở đây " * 9}, "Ô")
    assert_alike(design, filling, tmp_path)


def test_the_code_at_the_foot_is_drawn_alike():
    design, filling = sheets.design(45), sheets.filling(2)
    papers = (forms.paper(design, filling, sheets.ADDRESS), ordinary(design, filling).pdf)
    mine, other = map(feet, papers)
    assert sum(each < 100 for each in mine) > 1000
    differing = sum(abs(one - another) > 60 for one, another in zip(mine, other, strict=True))
    assert differing < len(mine) / 1000


def feet(pdf):
    """How light every point of the lowest part of the pages is."""
    pages = [page.render(scale=2).to_pil().convert("L") for page in pypdfium2.PdfDocument(pdf)]
    parts = [page.crop((0, int(page.height * 0.92), page.width, page.height)) for page in pages]
    return b"".join(part.tobytes() for part in parts)


def test_signatures_have_the_places_of_the_whole_layout():
    design, filling = sheets.design(30), sheets.filling(4, 30)
    assert forms.frozen(design).boxes == ordinary(design, filling).boxes
