"""Do others accept what we sign, and do we refuse what must not be signed?"""

import io
import re
import subprocess
import unicodedata
from datetime import timedelta

import pikepdf
import pytest
import time_machine
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils.translation import gettext
from pyhanko.pdf_utils.generic import NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import read_certification_data, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from documents import rendering, signing
from documents.paper import Rendered, saved
from documents.signing import anchors, authority
from documents.signing.examination import Verdict, examine
from tests.conftest import require
from tests.documents.signing.conftest import AT, DUTIES, FIELDS, PIN, sign
from tests.documents.signing.strangers import all_accept

LONG = "Công Tằng Tôn Nữ Thị Phương Thảo Nguyễn Hoàng Khánh Ngọc Ánh"


@pytest.fixture
def signed(prepared, sign_all):
    return sign_all(prepared)


def run(*command, cwd):
    answer = subprocess.run([require(command[0]), *command[1:]], cwd=cwd, capture_output=True)
    return answer.returncode, (answer.stdout + answer.stderr).decode()


def shown(pdf, folder):
    """The text a reader sees, in one line."""
    (folder / "shown.pdf").write_bytes(pdf)
    return " ".join(run("pdftotext", "shown.pdf", "-", cwd=folder)[1].split())


def changed_after(pdf):
    """The file with something added behind its signatures that is no signature."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = NumberObject(90)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_the_library_accepts_all_four_against_our_root_alone(signed, people):
    trust = ValidationContext(
        trust_roots=[Certificate.load(authority.chain()[0].public_bytes(Encoding.DER))]
    )
    reader = PdfFileReader(io.BytesIO(signed))
    assert read_certification_data(reader).permission == MDPPerm.FILL_FORMS
    statuses = [
        validate_pdf_signature(signature, signer_validation_context=trust)
        for signature in reader.embedded_regular_signatures
    ]

    assert len(statuses) == 4
    for status, person in zip(statuses, vars(people).values(), strict=True):
        assert status.bottom_line, status.summary()
        assert status.signing_cert.subject.native["common_name"] == person.full_name


def test_poppler_accepts_all_four(signed, tmp_path):
    (tmp_path / "signed.pdf").write_bytes(signed)
    _, said = run("pdfsig", "-nocert", "signed.pdf", cwd=tmp_path)

    assert said.count("Signature is Valid") == 4
    assert said.count("ETSI.CAdES.detached") == 4
    assert said.rstrip().rpartition("Signed Ranges")[2].count("Total document signed") == 1


@pytest.fixture(params=["p-256", "rsa-3072 pss", "rsa-3072 pkcs1"])
def signed_in_turn(request, prepared, people, settings):
    """With keys of this kind; a fresh certificate each."""
    kind, _, settings.SOKY_RSA_PADDING = request.param.partition(" ")
    for person in vars(people).values():
        signing.issue(person, PIN, signing.KeyKind(kind))
    keys = [signing.open_key(person, PIN) for person in vars(people).values()]
    pdf = prepared
    for field, key, duty in zip(FIELDS, keys, DUTIES, strict=True):
        pdf = sign(pdf, field, key, duty=duty)
    return pdf


def test_openssl_poppler_and_qpdf_accept_each_kind_of_key(signed_in_turn, tmp_path):
    all_accept(signed_in_turn, authority.chain()[0].public_bytes(Encoding.PEM), tmp_path)


def test_the_file_is_sound_and_still_pdf_a(signed, tmp_path):
    (tmp_path / "signed.pdf").write_bytes(signed)
    code, said = run("qpdf", "--check", "signed.pdf", cwd=tmp_path)
    assert code == 0, said

    with pikepdf.open(io.BytesIO(signed)) as opened, opened.open_metadata() as metadata:
        assert metadata["pdfaid:part"] == "3"
        assert str(opened.Root.get("/Version", "/1.7")) == "/1.7"
        assert "/NeedAppearances" not in opened.Root.AcroForm
        for field in opened.Root.AcroForm.Fields:
            assert int(field.F) & 4
            assert set(field.AP.keys()) == {"/N"} if any(field.Rect) else "/AP" not in field
        fonts = [o for o in opened.objects if isinstance(o, pikepdf.Dictionary)]
        embedded = [o for o in fonts if o.get("/Type") == "/FontDescriptor"]
        assert all("/FontFile2" in font for font in embedded)
        assert sum("SOKYST" in str(font.FontName) for font in embedded) == 1


def test_destinations_of_the_template_are_no_burden_on_the_catalog(school_home):
    paper = rendering.render("print/note.html", {"title": "Kế hoạch", "lines": ["Toán"]})
    with pikepdf.open(io.BytesIO(signing.prepare(paper, FIELDS))) as prepared:
        assert "/Names" not in prepared.Root
        assert "/Dests" not in prepared.Root


def test_files_bound_in_keep_their_names(school_home):
    paper = rendering.render("print/note.html", {"title": "Kế hoạch", "lines": ["Toán"]})
    with pikepdf.open(io.BytesIO(paper.pdf)) as pdf:
        pdf.attachments["diem.xlsx"] = b"PK"
        prepared = signing.prepare(Rendered(saved(pdf), paper.boxes), FIELDS)
    with pikepdf.open(io.BytesIO(prepared)) as pdf:
        assert [*pdf.attachments] == ["diem.xlsx"]
        assert "/Dests" not in pdf.Root.Names


def test_every_signature_only_adds_to_the_bytes_before(prepared, keys):
    before = prepared
    for field, key, duty in zip(FIELDS, keys, DUTIES, strict=True):
        after = sign(before, field, key, duty=duty, at=AT)
        assert after.startswith(before)
        assert len(after) - len(before) < 22_000
        before = after


def test_the_stamps_say_who_signed_as_what_and_when(signed, people, tmp_path):
    said = shown(signed, tmp_path)
    titles = [duty.upper() for duty in DUTIES]
    for person, duty in zip(vars(people).values(), titles, strict=True):
        assert duty in said
        assert person.full_name in said
    assert said.count("Đã ký số 07/09/2026 08:30:00 +07:00") == 4


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("name", ["Đặng Thị Ửng", LONG, "Y Bhiă Niê Kđăm", "H’Mơ Ayŭn"])
def test_any_name_is_written_in_full(prepared, hire, tmp_path, name, form):
    person = hire(unicodedata.normalize(form, name))
    signing.issue(person, PIN)
    key = signing.open_key(person, PIN)

    said = shown(sign(prepared, "sign", key, duty="Hiệu trưởng", at=AT), tmp_path)

    assert f"+07:00 {name}" in said


def test_percent_signs_and_parentheses_are_shown_as_they_are(prepared, keys, tmp_path):
    signed = sign(prepared, "sign", keys[0], duty="100% (%s) \\ Toán")
    assert "100% (%S) \\ TOÁN Đã ký số" in shown(signed, tmp_path)


def test_the_moment_of_signing_is_the_one_given(prepared, keys):
    signed = sign(prepared, "author", keys[0], at=AT)
    (found,) = examine(signed, anchors.trust()).signatures
    assert found.claimed_at == AT


def test_an_upload_behind_a_cover_is_signed_like_any_paper(sign_all, school_home):
    cover = rendering.render("print/note.html", {"title": "Bìa", "lines": []})
    joined = rendering.join(cover, rendering.render("print/base.html", {}).pdf)
    signed = sign_all(signing.prepare(joined, FIELDS))
    assert [one.field for one in signing.signers_of(signed)] == list(FIELDS)
    assert examine(signed, anchors.trust()).verdict == Verdict.GENUINE


def test_a_field_needs_its_box(school_home):
    paper = rendering.render("print/base.html", {})
    with pytest.raises(LookupError):
        signing.prepare(paper, ["author"])


def test_a_missing_field_is_refused(prepared, keys):
    with pytest.raises(signing.CannotSign):
        sign(prepared, "seal", keys[0], duty="", at=AT)


def test_a_signed_field_is_refused_to_everybody(prepared, keys):
    once = sign(prepared, "author", keys[0], duty="", at=AT)
    for key in keys[:2]:
        with pytest.raises(signing.CannotSign):
            sign(once, "author", key, duty="", at=AT)


def test_nothing_is_signed_after_the_lock(prepared, sign_all, keys):
    locked = sign_all(prepared)
    for field in FIELDS:
        with pytest.raises(signing.CannotSign):
            sign(locked, field, keys[1])


def test_the_last_field_waits_for_all_others(prepared, sign_all, keys):
    once = sign_all(prepared, ("author", "review"))
    with pytest.raises(
        signing.CannotSign, match=gettext("Not everybody who must sign before has signed.")
    ):
        sign(once, "lock", keys[3])


def test_nobody_signs_on_top_of_a_falsified_paper(prepared, sign_all, keys):
    once = sign_all(prepared, ("author",))
    flipped = once[:3000] + bytes([once[3000] ^ 1]) + once[3001:]
    for falsified in (changed_after(once), flipped, once[:-200], once + b"\n"):
        with pytest.raises(signing.CannotSign):
            sign(falsified, "review", keys[1], duty="", at=AT)


@pytest.mark.parametrize("file", [b"", b"%PDF-1.7", b"PK\x03\x04" * 100])
def test_what_is_no_pdf_is_refused_with_a_sentence(keys, file):
    with pytest.raises(
        signing.CannotSign,
        match=re.escape(gettext("This file or one of its signatures cannot be read.")),
    ):
        sign(file, "author", keys[0], duty="", at=AT)


def test_a_certificate_that_has_run_out_makes_no_signature_that_holds(prepared, keys):
    late = AT + timedelta(days=900)
    with time_machine.travel(late), pytest.raises(signing.CannotSign):
        sign(prepared, "author", keys[0], duty="", at=late)
