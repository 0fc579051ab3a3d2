"""A paper that carries files: PDF/A-3, signed over, and nothing about the files may change afterwards."""

import hashlib
import io
import random

import pikepdf
import pytest
from asn1crypto.x509 import Certificate
from pikepdf import Array
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from documents import archive, forms, pages, signing
from documents.carried_files import CarriedFile, carrying
from documents.signing import anchors, sandboxed
from documents.signing.examination import Verdict, examine
from documents.signing.own_hand import look_at
from tests.documents.forms import sheets
from tests.documents.pdf_a import faults_of
from tests.documents.signing import files_added
from tests.documents.signing.conftest import AT, FIELDS, sign
from tests.documents.signing.office import Office, with_fields
from tests.documents.signing.office import paper as strangers_paper


@pytest.fixture
def inner(prepared, keys):
    """Two signed files of the archive."""
    pdfs = [sign(prepared, "author", key) for key in keys[:2]]
    return [
        CarriedFile(name, archive.put(pdf), "Phiếu điểm Toán · Nguyễn Thị Đào", AT)
        for name, pdf in zip(("01-toan.pdf", "02-tieng-viet.pdf"), pdfs, strict=True)
    ]


@pytest.fixture
def carried(prepared, inner):
    return carrying(prepared, inner)


@pytest.fixture
def office(pki):
    return Office(pki)


def found_in(pdf, trust=None):
    return examine(pdf, trust or anchors.trust(), at=AT)


def test_each_stage_is_pdf_a_and_carries_the_files_as_they_are_kept(carried, inner, keys):
    pdf, stages = carried, []
    for field, key in zip(FIELDS, keys, strict=True):
        stages.append(pdf)
        pdf = sign(pdf, field, key)
        assert pdf.startswith(stages[-1])
    for stage in (*stages, pdf):
        assert faults_of(stage) == set()
        with pikepdf.open(io.BytesIO(stage)) as paper:
            for file in inner:
                kept = paper.attachments[file.name].get_file().read_bytes()
                assert hashlib.sha256(kept).hexdigest() == file.sha256
    assert len(look_at(pdf).signatures) == len(FIELDS), "the quick look is enough for them"


def test_a_filled_form_takes_them_as_a_laid_out_paper_does(inner, school_home, keys):
    pdf = carrying(forms.paper(sheets.design(3), sheets.filling(1, 3), sheets.ADDRESS), inner)
    assert faults_of(pdf) == set()
    for field, key in zip(sheets.FIELDS, keys, strict=False):
        pdf = sign(pdf, field, key)
    assert faults_of(pdf) == set()
    assert found_in(pdf).verdict == Verdict.GENUINE


def test_the_same_files_make_the_same_bytes(prepared, inner, carried):
    assert carrying(prepared, inner[::-1]) == carried
    assert carrying(prepared, []) == prepared


def test_a_file_that_is_not_kept_is_no_paper(prepared):
    missing = CarriedFile("01-toan.pdf", "0" * 64, "", AT)
    with pytest.raises(archive.Missing):
        carrying(prepared, [missing])


def test_what_is_carried_is_said_and_no_fault(carried, inner, sign_all):
    for found in (found_in(sign_all(carried)), sandboxed.examine(sign_all(carried))):
        assert found.verdict == Verdict.GENUINE
        assert found.faults == ()
        told = [(each.name, each.sha256) for each in found.files]
        assert told == [(file.name, file.sha256) for file in inner]


def test_a_book_of_fifteen_sheets_is_within_every_limit(prepared, sign_all):
    """Of 80 KB each, which do not shrink."""
    many = [
        CarriedFile(
            f"{number:02}-mon.pdf",
            archive.put(b"%PDF-1.7\n" + random.Random(number).randbytes(80_000)),
            "Phiếu điểm",
            AT,
        )
        for number in range(1, 16)
    ]
    pdf = sign_all(carrying(prepared, many))
    found = sandboxed.examine(pdf)
    assert (found.verdict, len(found.files)) == (Verdict.GENUINE, 15)
    assert pages.picture(archive.put(pdf), 1).startswith(b"\x89PNG")
    assert len(pdf) < 1_500_000


def test_others_find_all_signatures_intact(carried, sign_all):
    reader = PdfFileReader(io.BytesIO(sign_all(carried)))
    trust = anchors.trust()
    roots = [Certificate.load(der) for der in trust.anchors]
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=AT)
    for signature in reader.embedded_regular_signatures:
        status = validate_pdf_signature(
            signature, context, ts_validation_context=ValidationContext(trust_roots=roots)
        )
        assert status.intact
        assert status.valid
        assert status.docmdp_ok
    assert len(reader.embedded_regular_signatures) == len(FIELDS)


CODES = {
    "attached": {"file_added"},
    "same_name_twice": {"file_added", "file_exchanged", "attachment"},
    "program_attached": {"file_added", "attachment"},
    "stream_exchanged": {"file_exchanged"},
    "other_stream_named": {"file_exchanged"},
    "renamed": {"file_added", "file_removed", "attachment"},
    "list_emptied": {"file_removed", "attachment"},
    "one_taken_out": {"file_removed"},
    "relation_dropped": {"attachment"},
    "relation_emptied": {"attachment"},
    "pinned_to_a_page": {"attachment"},
    "related_to_a_page": {"attachment"},
    "shown_as_a_portfolio": {"attachment"},
}


@pytest.mark.parametrize("fields", [FIELDS, FIELDS[:2]], ids=["finished", "on its way"])
def test_whatever_happens_to_them_after_signing_is_a_change(carried, sign_all, fields):
    genuine = sign_all(carried, fields)
    for attack in files_added.LATER:
        false = attack(genuine)
        found = found_in(false)
        assert found.verdict == Verdict.CHANGED, attack.__name__
        assert not any(one.untouched_after for one in found.signatures), attack.__name__
        assert {*found.faults} >= CODES.get(attack.__name__, set()), attack.__name__
        with pytest.raises(signing.CannotSign):
            signing.signers_of(false)


def test_honest_signatures_on_top_do_not_heal_it(carried, keys):
    once = sign(carried, "author", keys[0])
    false = files_added.stream_exchanged(once)
    with pytest.raises(signing.CannotSign):
        sign(false, "review", keys[1])


def test_a_file_put_into_a_paper_that_carried_none(prepared, sign_all):
    found = found_in(files_added.attached_to_a_paper_without_files(sign_all(prepared)))
    assert found.verdict == Verdict.CHANGED
    assert "file_added" in found.faults


@pytest.mark.parametrize("attack", files_added.BEFORE_SIGNING, ids=lambda one: one.__name__)
def test_files_that_mislead_are_doubtful_whoever_certified_them(carried, sign_all, attack):
    assert found_in(sign_all(carried)).verdict == Verdict.GENUINE
    found = found_in(sign_all(attack(carried)))
    assert (found.verdict, found.faults) == (Verdict.DOUBTFUL, ("attachment",))
    assert found.of_own_paper().verdict == Verdict.DOUBTFUL


def test_a_strangers_files_need_a_certifying_signature(office, inner):
    blank = with_fields(carrying(strangers_paper(), inner))
    certified = office.sign(blank, "author", "teacher", certify=True)
    assert found_in(certified, office.trust).verdict == Verdict.GENUINE
    plain = found_in(office.sign(blank, "author", "teacher"), office.trust)
    assert (plain.verdict, plain.faults) == (Verdict.DOUBTFUL, ("uncertified_files",))
    assert plain.of_own_paper().verdict == Verdict.GENUINE


def _no_relation(paper):
    del paper.Root.AF


def _unrelated(paper):
    del paper.Root.AF[0].AFRelationship


def _untyped(paper):
    del paper.Root.AF[0].EF.F.Subtype


def _undated(paper):
    del paper.Root.AF[0].EF.F.Params.ModDate


def _unnamed(paper):
    del paper.Root.AF[0].UF


def _misnamed(paper):
    paper.Root.AF[0].EF.F.Params.CheckSum = pikepdf.String(b"0" * 16)


def _unsorted(paper):
    listed = list(paper.Root.Names.EmbeddedFiles.Names)
    paper.Root.Names.EmbeddedFiles.Names = Array([*listed[2:], *listed[:2]])


@pytest.mark.parametrize(
    "spoil",
    [_no_relation, _unrelated, _untyped, _undated, _unnamed, _misnamed, _unsorted],
    ids=lambda one: one.__name__,
)
def test_the_check_of_the_format_notices(carried, spoil):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(carried)) as paper:
        spoil(paper)
        paper.save(out)
    assert faults_of(out.getvalue())
