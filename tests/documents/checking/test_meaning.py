"""Does a file mean to the school what its trail says, and does a stranger learn no more than that?"""

import pytest
from django.utils import timezone

from documents import archive
from documents.checking import meaning, words
from documents.checking.verdicts import Outcome
from documents.models import SignedFile, SigningKey
from documents.signing import sandboxed
from tests.documents.records.plans import plan_of, sign
from tests.documents.signing import tampering
from tests.workflows.books import behind_the_door
from workflows.models import Event
from workflows.states import Step


def told(pdf):
    return meaning.of(sandboxed.examine(pdf))


def test_the_newest_file_is_current_and_complete(files, school):
    found = told(files[-1])

    assert found.outcome == Outcome.CURRENT
    assert found.progress.is_final
    assert found.progress.missing == ()
    assert [row.staff for row in found.rows] == [school.dao, school.hoa, school.minh, school.thu]
    assert all(row.holds for row in found.rows)
    assert found.is_test


def test_an_earlier_stage_is_genuine_but_superseded_and_says_whose_signature_was_missing(files):
    found = told(files[1])
    assert found.outcome == Outcome.SUPERSEDED
    assert found.progress.missing == ("Vice principal", "Principal")
    assert [line.rpartition(" ")[2] for line in words.missing(found.progress)][1:] == ["Principal"]


def test_the_last_signature_cut_off_is_the_stage_before_and_no_more(files):
    assert told(files[3][: len(files[2])]).outcome == Outcome.SUPERSEDED


def test_a_file_still_on_its_way_is_genuine_but_unfinished(school):
    plan = plan_of(school, school.dao)
    sign(Step.SUBMIT, plan.approval, school.dao)
    found = told(archive.read(SignedFile.objects.get().sha256))
    assert found.outcome == Outcome.UNFINISHED
    assert found.progress.missing == ("Group leader", "Vice principal", "Principal")


def test_while_a_new_revision_is_under_way_the_old_one_counts_and_is_being_corrected(
    files, plan, school
):
    """Opened, submitted, returned, almost finished: only a finished revision supersedes."""
    assert told(files[-1]).outcome == Outcome.CURRENT
    opened = sign(Step.UNLOCK, plan.approval, school.thu, note="Sai tuần.")
    ways = [
        [],
        [(Step.SUBMIT, school.dao)],
        [(Step.REVIEW, school.hoa), (Step.SIGN, school.minh)],
    ]
    for way in ways:
        for step, by in way:
            sign(step, plan.approval, by)
        found = told(files[-1])
        assert found.outcome == Outcome.BEING_CORRECTED
        assert found.progress.corrected_since == opened.at
    under_way = SignedFile.objects.filter(approval=plan.pk, revision=2).last()
    assert told(archive.read(under_way.sha256)).outcome == Outcome.UNFINISHED


def test_a_finished_new_revision_replaces_the_old_one(files, plan, school):
    sign(Step.UNLOCK, plan.approval, school.thu, note="Sai tuần.")
    for step, by in (
        (Step.SUBMIT, school.dao),
        (Step.REVIEW, school.hoa),
        (Step.SIGN, school.minh),
        (Step.LOCK, school.thu),
    ):
        sign(step, plan.approval, by)
    found = told(files[-1])
    assert found.outcome == Outcome.SUPERSEDED
    assert found.progress.is_replaced
    assert told(files[0]).outcome == Outcome.SUPERSEDED


def test_a_file_the_school_does_not_keep_is_not_accepted_though_its_signatures_hold(files, plan):
    behind_the_door("DELETE FROM documents_signedfile WHERE approval_id = %s", plan.pk)
    found = told(files[-1])
    assert found.outcome == Outcome.NOT_KEPT
    assert found.progress is None


def test_a_signature_of_somebody_else_than_the_trail_says_is_told(files, plan, school):
    thu = SigningKey.objects.get(staff=school.thu)
    SigningKey.objects.filter(staff=school.ngoc).delete()
    SigningKey.objects.filter(pk=thu.pk).update(staff=school.ngoc)

    found = told(files[-1])
    assert found.outcome == Outcome.NOT_AS_RECORDED
    assert [row.is_as_recorded for row in found.rows] == [True, True, True, False]


def test_a_key_revoked_later_leaves_the_signature_and_one_revoked_before_does_not(files, school):
    key = SigningKey.objects.filter(staff=school.hoa)
    key.update(revoked_at=timezone.now() + timezone.timedelta(hours=1))
    assert told(files[-1]).outcome == Outcome.CURRENT

    key.update(revoked_at=timezone.now() - timezone.timedelta(days=30))
    found = told(files[-1])
    assert found.outcome == Outcome.DOUBTFUL
    assert "revoked" in words.reasons(found.rows[1])[0]


@pytest.mark.parametrize(
    "attack",
    [
        tampering.byte_in_the_padding_of_the_last_signature,
        tampering.blanks_after_the_end,
        tampering.page_turned,
        tampering.rewritten,
    ],
    ids=lambda one: one.__name__,
)
def test_a_touched_file_is_changed_whatever_the_school_keeps(files, attack):
    found = told(attack(files[-1]))
    assert found.outcome == Outcome.CHANGED
    assert found.progress is None


def test_every_outcome_and_every_code_has_its_sentence():
    assert set(words.HEADINGS) == set(words.ADVICE) == set(Outcome)
    assert all(words.heading(outcome) for outcome in Outcome)


def test_asking_for_a_meaning_writes_nothing(files):
    before = Event.objects.count()
    told(files[-1])
    assert Event.objects.count() == before
