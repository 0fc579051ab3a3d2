"""Files that others signed, without certifying them: what may come after, and what is an attack."""

import pytest
from pyhanko.sign.fields import SigSeedSubFilter

from documents.signing.examination import Verdict, examine
from tests.documents.signing import laid_over
from tests.documents.signing import office as made
from tests.documents.signing.office import AT


@pytest.fixture(scope="module")
def foreign(office):
    """An ordinary signature of another program, its authority trusted."""
    return office.sign(
        made.paper(),
        "Signature1",
        "leader",
        subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
        embed_validation_info=True,
    )


def named(attack):
    return attack.__name__


@pytest.mark.parametrize("attack", laid_over.OF_A_STRANGERS_FILE, ids=named)
def test_what_was_laid_over_or_ordered_after_signing_is_a_change(office, foreign, attack):
    found = examine(attack(office, foreign), office.trust, at=AT)
    assert found.verdict == Verdict.CHANGED
    assert not found.signatures[0].untouched_after


@pytest.mark.parametrize("attack", laid_over.OF_A_STRANGERS_FILE, ids=named)
def test_so_it_is_on_a_file_that_was_certified_and_locked(office, genuine, attack):
    assert examine(attack(office, genuine), office.trust, at=AT).verdict == Verdict.CHANGED


def test_a_timestamp_does_not_look_like_a_person(office, stages):
    false = laid_over.timestamp_in_a_visible_empty_field(office, stages[2])
    assert examine(false, office.trust, at=AT).verdict == Verdict.CHANGED


def test_a_second_person_may_lay_a_stamp_and_the_page_is_told(office, foreign):
    twice = office.sign(foreign, "Signature2", "vice", before=laid_over.covering_field)
    found = examine(twice, office.trust, at=AT)
    assert found.verdict == Verdict.GENUINE
    assert [one.new_stamp_on for one in found.signatures] == [(), (1,)]


def test_of_two_whom_nobody_knows_neither_is_called_a_forger(office):
    once = office.sign(made.paper(), "Signature1", "outsider", level="B-T")
    twice = office.sign(
        once, "Signature2", "outsider", level="B-T", before=laid_over.covering_field
    )
    found = examine(twice, office.trust, at=AT)
    assert found.verdict == Verdict.DOUBTFUL
    assert all(one.untouched_after for one in found.signatures)


def test_signatures_and_timestamps_without_a_place_go_on_as_they_did(office, foreign):
    twice = office.stamp(office.sign(foreign, "Signature2", "vice"))
    found = examine(twice, office.trust, at=AT)
    assert found.verdict == Verdict.GENUINE
    assert found.faults == ()
    assert not any(one.new_stamp_on for one in found.signatures)


@pytest.mark.parametrize("attack", laid_over.EVIDENCE_TAKEN, ids=named)
def test_evidence_that_was_taken_away_is_told_and_still_counts(office, foreign, stages, attack):
    listed = office.with_lists(foreign, "root", "school")
    for pdf in (listed, stages[0], stages[-1]):
        found = examine(attack(pdf), office.trust, at=AT)
        assert found.verdict == Verdict.DOUBTFUL
        assert "evidence_removed" in found.faults
        assert all(one.holds for one in found.signatures)


def test_a_revocation_cannot_be_taken_away(office):
    pdf = office.with_lists(
        office.sign(made.paper(), "Signature1", "revoked", level="B-T"), "root", "school"
    )
    found = examine(laid_over.evidence_emptied(pdf), office.trust, at=AT)
    assert found.signatures[0].trust.value == "revoked"


@pytest.mark.parametrize("attack", laid_over.TIMESTAMP_TAKEN, ids=named)
def test_a_dropped_archive_timestamp_is_a_change(office, foreign, genuine, attack):
    for pdf in (office.stamp(foreign), genuine):
        assert examine(attack(pdf), office.trust, at=AT).verdict == Verdict.CHANGED
