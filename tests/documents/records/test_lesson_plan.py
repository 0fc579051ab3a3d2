"""A lesson plan: what must be in it, how it is signed, how it comes again after teaching."""

from itertools import pairwise

import pytest

from documents import archive
from documents.models import SignedFile
from documents.signing import anchors
from documents.signing.examination import Verdict, examine
from documents.stages import shown_file
from people.refusals import ChangedMeanwhile
from tests.documents.records.plans import as_if_signed, locked_plan, plan_of, sign
from tests.refused import refused
from tests.school import School
from workflows import steps, trail
from workflows.loaded import StepRequest
from workflows.models import Approval, Event, Notice
from workflows.perform import perform
from workflows.refusals import Incomplete, NotPossible
from workflows.states import State, Step


def test_four_people_sign_one_file_and_nothing_else_changes_it(signing_school: School) -> None:
    plan = locked_plan(signing_school)
    files = list(SignedFile.objects.order_by("event"))
    papers = [archive.read(file.sha256) for file in files]
    assert len(files) == 4
    for earlier, later in pairwise(papers):
        assert later.startswith(earlier), "a signature only adds to the file"
    found = examine(papers[-1], anchors.trust())
    assert [one.signer for one in found.signatures] == [
        "Lê Thị Đào",
        "Trần Thị Hoa",
        "Đỗ Quang Minh",
        "Nguyễn Thị Thu",
    ]
    assert found.verdict == Verdict.GENUINE
    assert {one.level for one in found.signatures} == {"B-LTA"}
    assert plan.approval.state == State.LOCKED
    assert trail.first_break() is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"goals": "  "}, "goals"),
        ({"materials": ""}, "materials"),
        ({"activities": ""}, "activities"),
        ({"lesson": " "}, "lesson"),
        ({"periods": 0}, "periods"),
        ({"week": 40}, "week"),
        ({"starts_on": "2026-11-26"}, "ends_on"),
        ({"starts_on": "2025-01-10", "ends_on": "2025-01-10"}, "starts_on"),
    ],
)
def test_what_is_missing_is_said_with_its_field(
    signing_school: School, changes: dict[str, object], field: str
) -> None:
    plan = plan_of(signing_school, signing_school.dao)
    for name, value in changes.items():
        setattr(plan, name, type(plan)._meta.get_field(name).to_python(value))
    plan.save()
    with pytest.raises(Incomplete) as refused:
        sign(Step.SUBMIT, plan.approval, signing_school.dao)
    assert field in [problem.field for problem in refused.value.problems]
    assert not SignedFile.objects.exists()


def test_a_subject_is_taught_in_its_grades_only(signing_school: School) -> None:
    signing_school.toan.grades = [4, 5]
    signing_school.toan.save()
    plan = plan_of(signing_school, signing_school.dao)
    assert [problem.field for problem in plan.problems()] == ["subject"]


def test_part_four_makes_a_new_revision_that_names_the_one_before(signing_school: School) -> None:
    plan = locked_plan(signing_school)
    before = shown_file(plan)
    sign(Step.REVISE, plan.approval, signing_school.dao)
    plan = type(plan).objects.get(pk=plan.pk)
    with refused("adjustments_missing"):
        sign(Step.SUBMIT, plan.approval, signing_school.dao)
    plan.adjustments = "Thêm một bài luyện tập."
    plan.save()
    assert plan.print_context()["replaces"] == before.sha256
    sign(Step.SUBMIT, plan.approval, signing_school.dao)
    assert (plan.approval.revision, plan.approval.round) == (2, 1)
    assert archive.exists(before.sha256), "the old signed file stays"
    assert {file.revision for file in plan.approval.files.all()} == {1, 2}


def test_after_approval_nothing_but_part_four_may_change(signing_school: School) -> None:
    plan = locked_plan(signing_school)
    sign(Step.REVISE, plan.approval, signing_school.dao)
    plan = type(plan).objects.get(pk=plan.pk)
    plan.adjustments, plan.goals = "Thêm bài.", "Mục tiêu khác hẳn."
    plan.save()
    with pytest.raises(Incomplete) as refused:
        sign(Step.SUBMIT, plan.approval, signing_school.dao)
    assert refused.value.problems[0].field == "goals"


def test_in_a_closed_year_an_author_opens_no_revision(signing_school: School) -> None:
    plan = locked_plan(signing_school)
    signing_school.year.state = "locked"
    signing_school.year.save()
    with pytest.raises(NotPossible):
        sign(Step.REVISE, Approval.objects.get(pk=plan.pk), signing_school.dao)


def test_after_unlocking_everything_may_be_written_again(signing_school: School) -> None:
    plan = locked_plan(signing_school)
    sign(Step.UNLOCK, plan.approval, signing_school.thu, note="Sai tên bài.")
    plan = type(plan).objects.get(pk=plan.pk)
    plan.goals = "Mục tiêu khác hẳn."
    plan.save()
    sign(Step.SUBMIT, plan.approval, signing_school.dao)
    assert plan.approval.state == State.SUBMITTED


def test_a_wrong_pin_changes_nothing_and_is_counted(signing_school: School) -> None:
    plan = plan_of(signing_school, signing_school.dao)
    act = StepRequest(Step.SUBMIT, signing_school.dao)
    with refused("wrong_pin", naming="4"):
        perform(act, plan.approval, seen=plan.approval.version, secret="999111")
    assert plan.approval.is_draft
    assert not Event.objects.filter(kind="submit").exists()
    assert not SignedFile.objects.exists()


def test_five_wrong_pins_lock_the_key_and_owner_and_board_are_told(signing_school: School) -> None:
    plan = plan_of(signing_school, signing_school.dao)
    act = StepRequest(Step.SUBMIT, signing_school.dao)
    before = Notice.objects.latest("pk").pk
    for code in (*["wrong_pin"] * 4, "key_locked"):
        with refused(code):
            perform(act, plan.approval, seen=plan.approval.version, secret="999111")
    with refused("key_locked"):
        sign(Step.SUBMIT, plan.approval, signing_school.dao)
    told = Notice.objects.filter(pk__gt=before).values_list("recipient__username", flat=True)
    assert sorted(told) == ["dao", "van"]


def test_a_file_prepared_for_an_older_stage_is_not_kept(signing_school: School) -> None:
    """Two leaders prepare at once: the second one's file would lose the first signature."""
    plan = plan_of(signing_school, signing_school.dao)
    sign(Step.SUBMIT, plan.approval, signing_school.dao)
    stale = as_if_signed(b"%PDF-1.7", extends="f" * 64)
    with pytest.raises(ChangedMeanwhile):
        steps.take(
            StepRequest(Step.REVIEW, signing_school.hoa),
            plan.approval,
            seen=plan.approval.version,
            prepared=stale,
        )
    plan.approval.refresh_from_db()
    assert plan.approval.state == State.SUBMITTED
    assert not Event.objects.filter(kind="review").exists()


def test_a_record_whose_file_was_altered_on_disk_cannot_be_signed_on(
    signing_school: School, settings
) -> None:
    plan = plan_of(signing_school, signing_school.dao)
    sign(Step.SUBMIT, plan.approval, signing_school.dao)
    sha256 = shown_file(plan).sha256
    path = next(archive_file for archive_file in settings.SOKY_ARCHIVE.rglob(sha256))
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b" ")
    with refused("kept_file_altered"):
        sign(Step.REVIEW, plan.approval, signing_school.hoa)
    assert plan.approval.state == State.SUBMITTED


def test_a_substitute_signs_in_the_name_of_the_duty_and_says_for_whom(
    signing_school: School, pdf_text
) -> None:
    signing_school.substitution(signing_school.hoa, signing_school.yen)
    plan = plan_of(signing_school, signing_school.dao)
    sign(Step.SUBMIT, plan.approval, signing_school.dao)
    sign(Step.REVIEW, plan.approval, signing_school.yen, acting_for=signing_school.hoa)
    text = pdf_text(archive.read(shown_file(plan).sha256))
    assert "TUQ. TỔ TRƯỞNG" in text
    assert "Bùi Thị Yến" in text


def test_the_leaders_own_plan_is_reviewed_by_the_deputy_under_that_duty(
    signing_school: School, pdf_text
) -> None:
    plan = plan_of(signing_school, signing_school.hoa)
    sign(Step.SUBMIT, plan.approval, signing_school.hoa)
    sign(Step.REVIEW, plan.approval, signing_school.nam)
    assert "KT. TỔ TRƯỞNG TỔ PHÓ" in pdf_text(archive.read(shown_file(plan).sha256))
