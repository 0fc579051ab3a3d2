"""What does a genuine file prove, by whom it was signed and for how long does it prove it?"""

import hashlib
import io
import json
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.fields import SigSeedSubFilter

from documents.signing import anchors, authority
from documents.signing.examination import Examination, Standing, Trust, Verdict, examine
from tests import cpu
from tests.documents.signing import office as made
from tests.documents.signing.office import AT, FIELDS, PEOPLE
from tests.pki.architecture import PEOPLE as NAMES


def blank():
    return made.with_fields(made.paper())


def test_every_stage_is_genuine_and_says_what_is_still_empty(office, stages):
    for number, pdf in enumerate(stages):
        found = examine(pdf, office.trust, at=AT)
        assert found.verdict == Verdict.GENUINE
        assert found.empty_fields == FIELDS[number + 1 :]
        assert found.faults == ()
        assert found.pages == 2


def test_who_signed_what_in_which_order_and_how(office, genuine):
    found = examine(genuine, office.trust, at=AT)

    assert [one.field for one in found.signatures] == list(FIELDS)
    assert [one.signer for one in found.signatures] == [NAMES[name] for name in PEOPLE]
    assert [one.fingerprint for one in found.signatures] == [
        hashlib.sha256(office.pki.der(name)).hexdigest() for name in PEOPLE
    ]
    assert {one.proven_at for one in found.signatures} == {AT}
    assert [one.reason for one in found.signatures] == list(FIELDS)
    assert [one.certifies for one in found.signatures] == [True, False, False, False]
    assert [one.locks for one in found.signatures] == [False, False, False, True]
    assert {one.level for one in found.signatures} == {"B-LTA"}
    assert {len(one.chain) for one in found.signatures} == {3}
    (stamp,) = found.document_timestamps
    assert (stamp.authority, stamp.at, stamp.holds) == ("Dấu thời gian EC", AT, True)


def test_levels_grow_with_what_the_file_carries(office, stages):
    plain = office.sign(blank(), "author", "teacher", level="B-B")
    stamped = office.sign(blank(), "author", "teacher", level="B-T")
    levels = [
        examine(pdf, office.trust, at=AT).signatures[0].level
        for pdf in (plain, stamped, stages[0], stages[-1])
    ]
    assert levels == ["B-B", "B-T", "B-LT", "B-LTA"]


def test_a_time_that_nobody_confirms_is_called_claimed(office):
    plain = office.sign(blank(), "author", "teacher", level="B-B")
    (found,) = examine(plain, office.trust, at=AT).signatures
    assert found.proven_at is None
    assert found.claimed_at == AT
    assert "time_only_claimed" in found.why


def test_a_finding_survives_its_journey_between_processes(office, genuine):
    found = examine(genuine, office.trust, at=AT)
    assert Examination.from_json(json.loads(json.dumps(found.as_json()))) == found


def test_the_anchors_alone_decide_whom_to_trust(office, genuine):
    found = examine(genuine, Trust(anchors=(office.pki.der("foreign-root"),)), at=AT)
    assert {one.trust for one in found.signatures} == {Standing.UNTRUSTED}
    assert found.verdict == Verdict.DOUBTFUL
    assert all(one.intact and one.untouched_after for one in found.signatures)


def test_a_certificate_revoked_before_is_revoked_and_revoked_later_is_not(office):
    before, after = (
        office.with_lists(
            office.sign(blank(), "author", person, at=at, level="B-T"), "root", "school"
        )
        for person, at in (("revoked", AT), ("superseded", AT - timedelta(days=77)))
    )
    assert examine(before, office.trust, at=AT).signatures[0].trust == Standing.REVOKED
    assert examine(after, office.trust, at=AT).signatures[0].trust == Standing.TRUSTED


def test_without_a_timestamp_a_later_revocation_counts(office):
    pdf = office.sign(blank(), "author", "superseded", at=AT - timedelta(days=77), level="B-B")
    found = examine(office.with_lists(pdf, "root", "school"), office.trust, at=AT)
    assert found.signatures[0].trust == Standing.REVOKED


def test_a_revocation_is_found_though_nobody_tells_about_the_authority_itself(office):
    pdf = office.sign(blank(), "author", "revoked", level="B-T")
    found = examine(office.with_lists(pdf, "school"), office.trust, at=AT)
    assert found.signatures[0].trust == Standing.REVOKED


def test_revocation_that_nobody_tells_is_unknown(office):
    pdf = office.sign(blank(), "author", "teacher", level="B-T")
    found = examine(pdf, office.trust, at=AT)
    assert found.signatures[0].trust == Standing.REVOCATION_UNKNOWN
    assert found.verdict == Verdict.DOUBTFUL


@pytest.mark.parametrize(
    ("person", "standing"),
    [("expired", Standing.EXPIRED), ("outsider", Standing.UNTRUSTED)],
)
def test_a_certificate_that_must_not_count(office, person, standing):
    pdf = office.sign(blank(), "author", person, level="B-T")
    found = examine(pdf, office.trust, at=AT)
    assert found.signatures[0].trust == standing
    assert found.verdict == Verdict.DOUBTFUL


@pytest.mark.parametrize("purpose", ["tsa-ec", "ocsp", "school"])
def test_a_certificate_for_something_else_signs_no_documents(office, purpose):
    pdf = office.sign(blank(), "author", purpose, level="B-T", signer_key_usage=set())
    (found,) = examine(pdf, office.trust, at=AT).signatures
    assert found.trust in {Standing.UNTRUSTED, Standing.REVOCATION_UNKNOWN}
    assert "wrong_purpose" in found.why


def test_one_certificate_may_have_been_good_once_and_bad_later(office):
    early = office.sign(blank(), "author", "superseded", at=AT - timedelta(days=77), level="B-T")
    both = office.sign(early, "review", "superseded", level="B-T")
    found = examine(office.with_lists(both, "root", "school"), office.trust, at=AT)
    assert [one.trust for one in found.signatures] == [Standing.TRUSTED, Standing.REVOKED]


@pytest.fixture
def of_the_school(office, school_home, settings):
    """Signed with a certificate of two years, twice stamped; the stamps' authority lives to 2033."""
    settings.SOKY_TRUST = school_home / "trust"
    settings.SOKY_TRUST.mkdir()
    (settings.SOKY_TRUST / "pki.crt").write_bytes(
        b"".join(
            office.pki.certificate(name).public_bytes(Encoding.PEM) for name in ("root", "school")
        )
    )
    key = ec.generate_private_key(ec.SECP256R1())
    with time_machine.travel(AT):
        certificate = authority.certify(
            key.public_key(), full_name="Nguyễn Thị Đào", serial=authority.new_serial(7)
        ).public_bytes(Encoding.DER)
        issuer = authority.chain()[1].public_bytes(Encoding.DER)
    return lambda level: office.sign_with(
        blank(), "author", (certificate, key, issuer), level=level, at=AT + timedelta(hours=1)
    )


def test_the_school_trusts_its_own_test_authority_and_whom_it_was_told_to(of_the_school):
    found = examine(of_the_school("B-T"), anchors.trust(), at=AT + timedelta(days=1))
    (signature,) = found.signatures
    assert found.verdict == Verdict.GENUINE
    assert signature.is_test_authority
    assert not signature.timestamp.is_test_authority


def test_a_file_outlives_the_certificates_it_was_signed_with(of_the_school, office):
    late = datetime(2032, 1, 1, tzinfo=UTC)
    stamped = of_the_school("B-T")
    covered = office.stamp(of_the_school("B-B"), at=AT + timedelta(days=300))
    plain = of_the_school("B-B")

    verdicts = [examine(pdf, anchors.trust(), at=late).verdict for pdf in (stamped, covered, plain)]

    assert verdicts == [Verdict.GENUINE, Verdict.GENUINE, Verdict.DOUBTFUL]
    assert examine(plain, anchors.trust(), at=late).signatures[0].trust == Standing.EXPIRED


def test_a_stamp_that_came_after_the_certificates_end_proves_nothing(of_the_school, office):
    late = office.stamp(of_the_school("B-B"), at=AT + timedelta(days=900))
    found = examine(late, anchors.trust(), at=datetime(2032, 1, 1, tzinfo=UTC))
    assert found.signatures[0].trust == Standing.EXPIRED


def test_when_the_last_stamp_has_ended_itself_nothing_is_proven(office, genuine):
    assert examine(genuine, office.trust, at=datetime(2035, 1, 1, tzinfo=UTC)).verdict == (
        Verdict.DOUBTFUL
    )


def test_a_stamp_from_the_future_is_none(office, genuine):
    found = examine(genuine, office.trust, at=AT - timedelta(days=1))
    assert not found.document_timestamps[0].trusted
    assert not any(one.timestamp.trusted for one in found.signatures)


def test_files_of_other_programs_are_examined_too(office):
    pdf = office.sign(
        made.paper(),
        "Signature1",
        "leader",
        subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
        embed_validation_info=True,
    )
    found = examine(pdf, office.trust, at=AT)
    assert found.verdict == Verdict.GENUINE
    assert [(one.field, one.level) for one in found.signatures] == [("Signature1", "")]


def test_a_file_without_signatures_is_unsigned(office):
    found = examine(blank(), office.trust, at=AT)
    assert found.verdict == Verdict.UNSIGNED
    assert found.empty_fields == FIELDS


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7", b"PK\x03\x04" * 99, b"\x00" * 5000])
def test_what_is_no_pdf_cannot_be_read(office, junk):
    assert examine(junk, office.trust).verdict == Verdict.UNREADABLE


def test_a_form_without_end_is_given_up(office):
    pdf = pikepdf.new()
    pdf.add_blank_page()
    field = pdf.make_indirect(pikepdf.Dictionary(T="a", FT=pikepdf.Name.Sig))
    field.Kids = pikepdf.Array([field])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
    out = io.BytesIO()
    pdf.save(out)
    with cpu.at_most(5):
        assert examine(out.getvalue(), office.trust).verdict == Verdict.UNJUDGED
