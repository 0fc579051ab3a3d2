"""Is every known attack on a signed file noticed, and is nothing genuine taken for one?"""

import io

import pytest
from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader

from documents.signing.examination import Verdict, examine, integrity
from tests.documents.signing import office as made
from tests.documents.signing import tampering
from tests.documents.signing.office import AT


def verdict(office, pdf):
    return examine(pdf, office.trust, at=AT).verdict


@pytest.mark.parametrize("attack", tampering.OF_A_FINISHED_FILE, ids=lambda one: one.__name__)
def test_a_finished_file_that_was_touched_is_changed(office, genuine, attack):
    false = attack(genuine)
    assert false != genuine
    assert verdict(office, false) == Verdict.CHANGED


def test_every_signature_and_timestamp_over_a_changed_byte_is_broken(office, stages):
    for pdf in stages[3:]:
        found = examine(tampering.bit_flipped_in_a_mark(pdf), office.trust, at=AT)
        assert [one.intact for one in found.signatures] == [False] * 4
        assert not any(one.intact for one in found.document_timestamps)


def test_a_signature_by_another_key_is_broken_though_all_its_digests_are_right(office, stages):
    found = examine(tampering.signature_value_forged(stages[3]), office.trust, at=AT)
    assert [one.intact for one in found.signatures] == [True, True, True, False]


def test_a_timestamp_of_another_signature_proves_nothing(genuine):
    reader = PdfFileReader(io.BytesIO(genuine))
    one, other = (made.signed_data for made in reader.embedded_regular_signatures[:2])
    own = cms.SignedData.load(one.untag().dump())
    own["signer_infos"][0]["unsigned_attrs"] = other["signer_infos"][0]["unsigned_attrs"]
    assert integrity.timestamp_inside(one).intact
    assert not integrity.timestamp_inside(own).intact


def test_a_shared_signature_is_called_so(office, stages):
    for attack in (
        tampering.signature_shared_by_two_fields,
        tampering.signature_copied_into_another_field,
    ):
        assert "shared_signature" in examine(attack(stages[2]), office.trust, at=AT).faults


@pytest.mark.parametrize("attack", tampering.WITH_AN_EMPTY_FIELD, ids=lambda one: one.__name__)
def test_a_file_on_its_way_that_was_touched_is_changed(office, stages, attack):
    assert verdict(office, attack(stages[2])) == Verdict.CHANGED


def test_honest_signatures_on_top_do_not_heal_a_change(office, stages):
    pdf = tampering.mark_changed_and_signed_on(office, stages)
    found = examine(pdf, office.trust, at=AT)
    assert found.verdict == Verdict.CHANGED
    assert [one.untouched_after for one in found.signatures] == [False, False, True, True]


def test_after_the_lock_nobody_may_sign(office, stages):
    pdf = tampering.signed_after_the_lock(office, stages)
    found = examine(pdf, office.trust, at=AT)
    assert found.verdict == Verdict.CHANGED
    assert [one.field for one in found.signatures if not one.untouched_after] == ["lock"]


@pytest.mark.parametrize(
    "attack",
    [tampering.signed_by_the_wrong_person, tampering.last_signature_cut_off],
    ids=lambda one: one.__name__,
)
def test_what_only_the_school_can_tell_looks_genuine_here(office, stages, attack):
    assert verdict(office, attack(office, stages)) == Verdict.GENUINE


def test_a_file_with_a_program_in_it_is_doubtful_though_signed(office):
    paper = made.with_fields(tampering.with_a_program(made.paper()))
    found = examine(office.sign(paper, "author", "teacher"), office.trust, at=AT)
    assert found.verdict == Verdict.DOUBTFUL
    assert "javascript" in found.faults


def test_evidence_behind_the_last_signature_changes_nothing(office, stages):
    found = examine(office.with_lists(stages[0], "school"), office.trust, at=AT)
    assert found.verdict == Verdict.GENUINE
    assert found.faults == ("evidence_after_last",)
