"""What a form takes, what it refuses before anything is written, and that the same makes the same."""

import hashlib
import io
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pikepdf
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from documents import forms, press, rendering
from documents.forms import Filling, FormDesign, typesetting
from documents.forms.letters import LETTERS
from documents.paper import CannotRender
from tests.conftest import require
from tests.cpu import spent_on
from tests.documents.forms import sheets

ALONE = sorted(LETTERS - {"\N{COMBINING BREVE}"})  # with it, some become a letter that is not there
DESIGN, FILLING = sheets.design(3), sheets.filling(1, 3)
LONG = "Biết giải bài toán có lời văn bằng hai bước tính, trình bày sạch đẹp, chữ viết đều nét. "


def with_text(slot, text):
    return Filling(FILLING.shape, {**FILLING.texts, slot: text}, FILLING.title)


def printed(filling, design=DESIGN):
    return forms.paper(design, filling, sheets.ADDRESS)


def refused(slot, text):
    """The code and field of every problem, at entry and at printing."""
    (at_entry,) = forms.objections(DESIGN, {slot: text})
    at_printing = printed(with_text(slot, text))
    assert at_printing == [at_entry]
    assert not forms.fits(DESIGN, slot, text)
    problem = at_entry.problem()
    return problem.code, problem.field


def test_what_is_too_long_is_known_at_entry_and_at_printing():
    assert refused("comment-2", LONG * 2) == ("too_long_for_paper", "comment-2")
    assert refused("name-1", "Công Tằng Tôn Nữ Thị " * 3) == ("too_long_for_paper", "name-1")
    assert refused("class", "x" * 200) == ("too_long_for_paper", "class")


@pytest.mark.parametrize("text", ["Bé ngoan 😀", "李", "a\N{ZERO WIDTH SPACE}b", "Ẅ", "x\0"])
def test_letters_that_the_paper_does_not_have(text):
    assert refused("comment-1", text) == ("letters_missing", "comment-1")
    assert forms.objections(DESIGN, {"comment-1": text})[0].missing in text


def test_a_glyph_that_was_not_cut_is_noticed_even_if_its_letter_were_allowed(monkeypatch):
    monkeypatch.setattr(typesetting, "_ALLOWED", typesetting._ALLOWED | {"Ẅ", "Ж"})
    assert refused("comment-1", "Học tốt, Ẅ") == ("letters_missing", "comment-1")
    assert refused("name-1", "Ж") == ("letters_missing", "name-1")


def test_every_reason_is_told_at_once():
    texts = {**FILLING.texts, "comment-1": LONG * 2, "comment-3": "😀"}
    found = printed(Filling(FILLING.shape, texts, "x"))
    assert found == forms.objections(DESIGN, texts)
    assert [each.slot for each in found] == ["comment-1", "comment-3"]
    told = forms.CannotFill(found).problems
    assert [each.code for each in told] == ["too_long_for_paper", "letters_missing"]


def test_what_is_refused_would_have_grown_and_what_is_taken_would_not():
    """Word by word: the form's measure is that of the whole layout."""
    empty = boxes_with("")
    words, longest = LONG.split() * 2, 0
    for count in range(1, len(words) + 1):
        text = " ".join(words[:count])
        grows = boxes_with(text) != empty
        assert forms.fits(DESIGN, "comment-2", text) is not grows, text
        longest = longest if grows else count
    assert 5 < longest < len(words)


def boxes_with(text):
    context = {**with_text("comment-2", text).context(), "code": sheets.ADDRESS}
    return rendering.render("print/sheet.html", context).boxes


@given(text=st.text(st.sampled_from([*ALONE, "\n"]), max_size=60))
def test_a_text_of_its_letters_is_taken_or_too_long_and_never_missing(text):
    found = forms.objections(DESIGN, {"remarks": text})
    assert not any(each.missing for each in found)


def test_no_two_letters_join_into_a_glyph_that_was_not_cut():
    form = forms.frozen(DESIGN)
    for look in range(len(form._styles)):
        for letter in ALONE:
            text = "".join(letter + other for other in ALONE)
            assert not form._typesetter.set(text, look, 1e6).missing, letter


def test_other_programs_read_it_and_find_its_title(tmp_path):
    (tmp_path / "paper.pdf").write_bytes(printed(FILLING))
    for tool, *options in (["qpdf", "--check"], ["pdfinfo"]):
        done = subprocess.run(
            [require(tool), *options, "paper.pdf"], cwd=tmp_path, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, b"")
    assert FILLING.title in done.stdout.decode()
    with pikepdf.open(tmp_path / "paper.pdf") as pdf, pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == FILLING.title


def test_fields_are_constants_of_the_form():
    form = forms.frozen(DESIGN)
    for seed in (1, 2):
        with pikepdf.open(io.BytesIO(printed(sheets.filling(seed, 3)))) as pdf:
            places = {
                str(each.T): [int(edge) for edge in each.Rect] for each in pdf.Root.AcroForm.Fields
            }
        assert places == {box.name: [round(edge) for edge in box.rect] for box in form.boxes}


def hashes(seeds):
    pairs = [(rows, seed) for rows in (2, 7) for seed in seeds]
    return {
        f"{rows}-{seed}": hashlib.sha256(
            printed(sheets.filling(seed, rows), sheets.design(rows))
        ).hexdigest()
        for rows, seed in pairs
    }


def test_the_same_in_another_process_after_other_papers(tmp_path):
    here = {**hashes([5, 6, 7]), "version": forms.frozen(DESIGN).version}
    program = (
        "import django, json; django.setup()\n"
        "from documents import forms\n"
        "from tests.documents.forms import sheets, test_filling as ours\n"
        "print(json.dumps({**ours.hashes([7, 5, 6]), 'version': forms.frozen(ours.DESIGN).version}))"
    )
    its_own = {"DJANGO_SETTINGS_MODULE": "benchmarks.settings", "SOKY_TESTED_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=settings.BASE_DIR,
        env=os.environ | its_own,
        capture_output=True,
        check=False,
    )
    assert json.loads(done.stdout) == here, done.stderr.decode()
    assert len(set(here.values())) == 7


@pytest.mark.parametrize(
    "work", [lambda: printed(FILLING), lambda: forms.fits(DESIGN, "class", "3A")]
)
def test_two_threads_never_set_texts_at_once(work):
    work()
    with ThreadPoolExecutor(1) as other:
        with press.one_at_a_time:
            waiting = other.submit(work)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.3)
        assert waiting.result(timeout=60) == work()


def test_a_version_names_all_that_papers_share():
    designs = [
        *(DESIGN, sheets.design(4), sheets.design(3, ("author",))),
        FormDesign("print/cells.html", {"style": "", "school": {}}),
    ]
    assert len({forms.frozen(design).version for design in designs}) == len(designs)


def test_a_paper_can_wait_for_nobodys_signature():
    with pikepdf.open(io.BytesIO(printed(FILLING, sheets.design(3, ())))) as pdf:
        assert "/AcroForm" not in pdf.Root


@pytest.mark.parametrize(
    "style",
    [
        *(".s td { text-align: justify }", ".s td { vertical-align: baseline }"),
        *(".s td { text-transform: capitalize }", ".s td { white-space: pre-wrap }"),
        *(
            ".s td { color: #0008 }",
            ".s td { text-indent: 3mm }",
            ".s td { text-decoration: underline }",
        ),
        *(
            ".foot { vertical-align: baseline }",
            ".foot { display: inline }",
            ".foot { height: 2mm }",
            ".s td { transform: rotate(9deg) }",
        ),
        *(
            ".s td::before { content: attr(data-slot) }",
            ".s td { opacity: 0.5 }",
        ),
    ],
)
def test_a_style_that_filling_does_not_know_is_refused_with_the_form(style):
    with pytest.raises(CannotRender, match="slot"):
        forms.frozen(FormDesign("print/cells.html", {"style": style, "school": {}}))


def test_a_title_of_the_template_alone_is_refused():
    with pytest.raises(CannotRender, match="title"):
        forms.frozen(FormDesign("print/base.html", {"school": {"name": "Trường"}}))


def test_a_paper_costs_a_tenth_of_a_layout_at_most():
    design, fillings = sheets.design(45), [sheets.filling(seed) for seed in range(20, 30)]
    printed(fillings[0], design)
    whole = {**fillings[0].context(), "code": sheets.ADDRESS}
    with spent_on() as laid_out:
        rendering.render("print/sheet.html", whole)
    with spent_on() as filled:
        for filling in fillings:
            printed(filling, design)
    assert filled.seconds < laid_out.seconds
