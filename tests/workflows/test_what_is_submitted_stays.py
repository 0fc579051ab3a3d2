"""What was submitted is what it was that day; a closed year holds; who may read is the type's word."""

import pytest
from django.test import Client

from people.models import Assignment, Duty, SchoolYear, Staff
from people.refusals import ChangedMeanwhile, Problem
from tests.records.class_book.models import ClassBook
from tests.records.minutes.models import Minutes
from tests.refused import codes_on, refused
from tests.school import FIRST_DAY, School, take
from workflows import registry, steps
from workflows.loaded import RemarkOn, load_record
from workflows.models import Approval
from workflows.permissions import may_see, roster_of
from workflows.readers import GroupMembers
from workflows.refusals import Incomplete, NotPossible, RecordIsClosed
from workflows.states import State, Step

pytestmark = pytest.mark.both_databases


@pytest.fixture
def minutes_of_a_class(monkeypatch: pytest.MonkeyPatch) -> None:
    """Minutes whose content names the class, as it is called on the day."""
    own = Minutes.content

    def content(minutes: Minutes) -> dict[str, object]:
        return {**own(minutes), "class": str(minutes.approval.school_class)}

    monkeypatch.setattr(Minutes, "content", content)


def minutes_of_3a(school: School) -> Approval:
    minutes = Minutes(subject="Họp lớp", text="Cả lớp thống nhất.")
    return steps.open_approval(
        minutes,
        by=school.dao,
        school_year=school.year,
        group=school.group,
        school_class=school.class_3a,
    )


def rename(school: School) -> None:
    school.class_3a.name = "3H"
    school.class_3a.save()


STEPS = (
    (Step.SUBMIT, "dao", {}),
    (Step.SIGN, "minh", {}),
    (Step.LOCK, "thu", {}),
    (Step.ISSUE, "van", {}),
    (Step.UNLOCK, "thu", {"note": "Sửa lại."}),
    (Step.SUBMIT, "dao", {}),
)


@pytest.mark.usefixtures("minutes_of_a_class")
@pytest.mark.parametrize("renamed_before", range(len(STEPS)))
def test_a_renamed_class_stops_no_step(school: School, renamed_before: int) -> None:
    approval = minutes_of_3a(school)
    for number, (step, name, how) in enumerate(STEPS):
        if number == renamed_before:
            rename(school)
        take(step, approval, getattr(school, name), **how)
    assert approval.state == State.SUBMITTED


@pytest.mark.usefixtures("minutes_of_a_class")
@pytest.mark.parametrize("back", [Step.SEND_BACK, Step.RECALL])
def test_a_renamed_class_stops_no_way_back(school: School, back: Step) -> None:
    approval = minutes_of_3a(school)
    take(Step.SUBMIT, approval, school.dao)
    rename(school)
    take(back, approval, school.minh if back == Step.SEND_BACK else school.dao, note="Sửa lại.")
    assert approval.state == State.DRAFT


@pytest.mark.usefixtures("minutes_of_a_class")
def test_what_was_submitted_names_the_class_as_it_was(school: School, client: Client) -> None:
    approval = minutes_of_3a(school)
    take(Step.SUBMIT, approval, school.dao)
    rename(school)
    client.force_login(school.minh)
    page = client.get(approval.get_absolute_url())
    assert [part.text for part in page.context["parts"] if part.key == "class"] == ["3A"]


@pytest.mark.usefixtures("minutes_of_a_class")
def test_who_saw_the_old_name_of_a_draft_looks_again_before_it_is_submitted(school: School) -> None:
    approval = minutes_of_3a(school)
    seen = load_record(approval).approval.version
    rename(school)
    with pytest.raises(ChangedMeanwhile):
        take(Step.SUBMIT, approval, school.dao, seen=seen)
    take(Step.SUBMIT, approval, school.dao)
    assert '"class":"3H"' in approval.submissions.get().content


def locked(school: School) -> None:
    SchoolYear.objects.filter(pk=school.year.pk).update(state=SchoolYear.State.LOCKED)


@pytest.mark.parametrize("taken", range(5))
def test_a_locked_year_holds_at_the_door_for_every_step(school: School, taken: int) -> None:
    approval = school.minutes().approval
    for step, name, how in STEPS[:taken]:
        take(step, approval, getattr(school, name), **how)
    locked(school)
    state = approval.state
    for step in Step:
        for person in Staff.objects.all():
            with pytest.raises((NotPossible, steps.NotYours)):
                take(step, approval, person, note="Vì sao.")
            assert not steps.available(load_record(approval), person, roster_of())
    assert approval.state == state


def test_nothing_is_written_or_begun_in_a_locked_year(school: School) -> None:
    minutes = school.minutes()
    locked(school)
    minutes.text = "Viết thêm."
    with pytest.raises(RecordIsClosed):
        minutes.save()
    with pytest.raises(NotPossible):
        school.minutes()


def test_a_page_says_why_nothing_goes_on(school: School, client: Client) -> None:
    approval = school.minutes().approval
    locked(school)
    client.force_login(school.dao)
    page = client.get(approval.get_absolute_url())
    assert codes_on(page) == {"year_closed_to_records"}


def test_a_window_of_the_type_holds_as_well(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    approval = school.class_book().approval
    monkeypatch.setattr(
        ClassBook, "closed_because", lambda self, step: Problem("Hết hạn nhập.", "window_closed")
    )
    with refused("window_closed", naming="Hết hạn nhập"):
        take(Step.SUBMIT, approval, school.dao)


@pytest.fixture
def read_by_the_group(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = registry.get("minutes")
    monkeypatch.setitem(kind.__dict__, "readers", (GroupMembers(),))


@pytest.mark.usefixtures("read_by_the_group")
def test_members_of_the_group_read_what_is_locked(school: School) -> None:
    colleague = Staff.objects.create_user("lan", "mat-khau", "Hồ Thị Lan", group=school.group)
    approval = school.minutes().approval
    for step, name, how in STEPS[:3]:
        take(step, approval, getattr(school, name), **how)
        is_locked = approval.state == State.LOCKED
        assert may_see(approval, colleague, roster_of()) == is_locked
    assert not may_see(approval, school.phuc, roster_of()), "of another group"


def test_a_new_group_leader_reads_what_the_group_had_locked_before(school: School) -> None:
    approval = school.class_book().approval
    approval.type  # noqa: B018 a type with a desk of the group leader
    Assignment.objects.filter(duty=Duty.GROUP_LEADER, group=school.group).delete()
    take(Step.SUBMIT, approval, school.dao)
    Assignment.objects.create(
        staff=school.phuc, duty=Duty.GROUP_LEADER, group=school.group, starts_on=FIRST_DAY
    )
    assert may_see(approval, school.phuc, roster_of())


def test_a_returned_record_comes_again_with_an_answer_to_each_remark(school: School) -> None:
    approval = school.minutes().approval
    take(Step.SUBMIT, approval, school.dao)
    remarks = (RemarkOn("Thiếu một em.", "text"), RemarkOn("Sai ngày.", "subject"))
    take(Step.SEND_BACK, approval, school.minh, remarks=remarks)
    with pytest.raises(Incomplete) as refused:
        take(Step.SUBMIT, approval, school.dao, with_answers=False)
    remarks_asked = [problem.field for problem in refused.value.problems]
    assert remarks_asked == [f"answer-{remark.pk}" for remark in approval.remarks.all()]
    first = approval.remarks.first()
    first.answer = "Đã thêm."
    first.save()
    with pytest.raises(Incomplete) as refused:
        take(Step.SUBMIT, approval, school.dao, with_answers=False)
    assert len(refused.value.problems) == 1
    take(Step.SUBMIT, approval, school.dao)


@pytest.mark.parametrize("text", ["Cả tổ thống nhất.", "Khác hẳn."])
def test_the_reviewer_reads_when_nothing_was_changed(
    school: School, client: Client, text: str
) -> None:
    minutes = school.minutes()
    take(Step.SUBMIT, minutes.approval, school.dao)
    take(Step.SEND_BACK, minutes.approval, school.minh, note="Xem lại.")
    minutes = minutes.approval.record
    minutes.text = text
    minutes.save()
    take(Step.SUBMIT, minutes.approval, school.dao)
    client.force_login(school.minh)
    page = client.get(f"/queue/{minutes.approval.public_id}/")
    assert page.context["is_unchanged"] == (text == "Cả tổ thống nhất.")
