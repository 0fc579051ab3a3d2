"""How the pages look: compared with pictures that were looked at (`make pictures` draws them anew)."""

import os
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageChops

from documents.forms import Filling
from documents.records.transcript import printed
from tests.documents.records.test_transcript_form import LONG, paper
from tests.documents.records.transcripts import facts_of_grade

LOOKS = Path(__file__).parent / "looks"
DOTS = 40 / 72  # to the inch
BLOCK = 4  # pixels: a letter or two
TOLERANCE = 40  # of 255, on average over a block: other edges of letters, no other letters


def usual() -> dict[str, Any]:
    return facts_of_grade(3, "Em đọc to, rõ ràng, hiểu nội dung bài.")


def longest() -> dict[str, Any]:
    """Thirteen subjects, a full box for each, a long name, addresses over two lines."""
    facts = facts_of_grade(5, LONG[:230])
    facts["pupil"] |= {"name": "Nguyễn Hoàng Thị Phương Bảo Trân Anh"}
    return facts


def more_than_five_years() -> dict[str, Any]:
    """The second size of the course of schooling; neither father nor mother is known."""
    facts = facts_of_grade(5, "Hoàn thành nội dung.", years=8)
    facts["pupil"] |= {"father": "", "mother": "", "guardian": "Bà ngoại Trần Thị Sáu"}
    return facts


def letters_of_the_highlands() -> dict[str, Any]:
    facts = facts_of_grade(2, "Em Y Kŭn đọc, viết tốt; H’Bĭa giúp bạn.")
    names = {"name": "H’Ăng Ƀya Niê Kđăm", "ethnicity": "Ê Đê", "mother": "H’Čŏng Êban"}
    facts["pupil"] |= names
    return facts


def not_completed() -> dict[str, Any]:
    """Without result, honours and marks."""
    facts = facts_of_grade(1, "")
    for subject in facts["subjects"]:
        subject["mark"] = ""
    return facts | {"result": "CHT", "completion": "kept_back", "award": "", "praises": []}


CASES = (usual, longest, more_than_five_years, letters_of_the_highlands, not_completed)


def drawn(facts: dict[str, Any]) -> Image.Image:
    """All pages side by side, in grey."""
    texts = {**printed.texts_of(facts), "running": "Học bạ · bản 1 · 0123456789ab"}
    pdf = pypdfium2.PdfDocument(paper(Filling(printed.shape_of(facts), texts, "Học bạ")))
    pages = [page.render(scale=DOTS, grayscale=True).to_pil() for page in pdf]
    whole = Image.new("L", (sum(page.width for page in pages), pages[0].height))
    for number, page in enumerate(pages):
        whole.paste(page, (number * page.width, 0))
    return whole


def blocks_that_differ(mine: Image.Image, other: Image.Image) -> int:
    """In how many blocks they differ in more than the edges of letters."""
    difference = ImageChops.difference(mine, other)
    size = (difference.width // BLOCK, difference.height // BLOCK)
    means = difference.resize(size, Image.Resampling.BOX).point(lambda mean: mean > TOLERANCE)
    return sum(means.histogram()[1:])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_it_looks_as_it_did_when_it_was_looked_at(case: Any, tmp_path: Path) -> None:
    now, picture = drawn(case()), LOOKS / f"transcript-{case.__name__}.png"
    if "SOKY_PICTURES" in os.environ:
        now.quantize(16).save(picture, optimize=True)
    before = Image.open(picture).convert("L")
    now.save(tmp_path / "now.png")
    assert now.size == before.size
    assert not blocks_that_differ(now, before), f"look at {tmp_path / 'now.png'}"


def test_a_word_elsewhere_is_seen() -> None:
    facts = usual()
    one = drawn(facts)
    facts["subjects"][0]["level"] = "H"
    assert blocks_that_differ(one, drawn(facts))
