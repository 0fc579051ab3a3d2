"""Does a paper stay PDF/A-3b through all its signatures, whatever the key and the look?"""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from documents import forms, rendering, signing
from documents.signing.keys import KeyKind
from documents.signing.own_hand import look_at
from documents.signing.picture import read
from tests.documents.forms import sheets
from tests.documents.pdf_a import faults_of
from tests.documents.signing.conftest import AT, FIELDS, PIN, sign
from tests.documents.signing.test_stamp import CUT_OUT, SCAN


def test_a_rendered_paper_and_each_of_its_stages(prepared, keys):
    pdf = prepared
    assert faults_of(pdf) == set()
    for field, key in zip(FIELDS, keys, strict=True):
        pdf = sign(pdf, field, key)
        assert faults_of(pdf) == set()


def test_a_filled_form_and_each_of_its_stages(school_home, keys):
    pdf = forms.paper(sheets.design(3), sheets.filling(1, 3), sheets.ADDRESS)
    assert faults_of(pdf) == set()
    for field, key in zip(sheets.FIELDS, keys, strict=False):
        pdf = sign(pdf, field, key)
        assert faults_of(pdf) == set()
    seen = look_at(pdf).signatures
    assert [(each.field, each.locks) for each in seen] == [("author", False), ("review", True)]


@pytest.mark.parametrize("padding", ["pss", "pkcs1"])
def test_rsa_and_pictures(prepared, hire, settings, padding):
    settings.SOKY_RSA_PADDING = padding
    person = hire("Đặng Thị Ửng")
    signing.issue(person, PIN, KeyKind.RSA3072)
    key, pdf = signing.open_key(person, PIN), prepared
    for field, png in zip(FIELDS, (SCAN, CUT_OUT, SCAN, CUT_OUT), strict=True):
        stamp = signing.Stamp(("HIỆU TRƯỞNG",), "Đặng Thị Ửng", AT, picture=read(png))
        pdf = signing.sign(signing.Order(pdf, field, "HT", stamp), key, AT).pdf
    assert faults_of(pdf) == set()


def test_a_code_on_every_page(school_home):
    context = {"title": "Kế hoạch", "lines": ["Toán"] * 90, "code": "https://truong.example/v/abc"}
    assert faults_of(rendering.render("print/note.html", context).pdf) == set()


def _version_2(paper):
    paper.Root.Version = Name("/2.0")


def _no_intent(paper):
    del paper.Root.OutputIntents


def _opens(paper):
    paper.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def _unprinted(paper):
    paper.Root.AcroForm.Fields[0].F = 2


def _without_look(paper):
    del paper.Root.AcroForm.Fields[0].AP


def _needs_looks(paper):
    paper.Root.AcroForm.NeedAppearances = True


def _bare_font(paper):
    bare = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier)
    paper.Root.AcroForm.DR.Font.Cour = paper.make_indirect(bare)


def _permissions(paper):
    paper.Root.Perms = Dictionary(FieldMDP=Array())


@pytest.mark.parametrize(
    "spoil",
    [
        *(_version_2, _no_intent, _opens, _unprinted, _without_look),
        *(_needs_looks, _bare_font, _permissions),
    ],
    ids=lambda one: one.__name__,
)
def test_the_check_itself_notices(prepared, spoil):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(prepared)) as paper:
        spoil(paper)
        paper.save(out)
    assert faults_of(out.getvalue())
