"""A class's transcripts in a real browser: drawn up, signed with one PIN, through all desks, withdrawn."""

import time
from collections.abc import Callable

import pytest

from documents.records.transcript.models import Transcript
from people.models import Guardian
from tests.documents.records.transcripts import closed_year, with_seal
from tests.journeys.visitor import PATIENCE, Visitor
from tests.school import School
from workflows.models import Approval
from workflows.states import TARGET, State, Step

Visit = Callable[..., Visitor]


@pytest.fixture
def class_3a(school: School) -> School:
    """The year's book is locked; of one pupil the mother's name is not known."""
    closed_year(with_seal(school))
    Guardian.objects.first().delete()
    return school


def states() -> set[str]:
    return set(Approval.objects.filter(record_type="transcript").values_list("state", flat=True))


def settled(state: State) -> None:
    """The run goes on beside the page that shows it."""
    until = time.monotonic() + PATIENCE / 1000
    while states() != {state}:
        assert time.monotonic() < until, states()
        time.sleep(0.1)


def on_the_sheet(visitor: Visitor, step: Step) -> Visitor:
    """From the inbox to the class as a table, on to the list, and one PIN for all of them."""
    visitor.opens("/?tab=role" if step != Step.SUBMIT else "/")
    visitor.page.get_by_role("link", name="Học bạ 3A").first.click()
    visitor.looks_around()
    visitor.page.get_by_role("link", name="Cả 3").click()
    visitor.looks_around().signs()
    visitor.sees("học bạ 3A")
    return visitor


def test_a_class_from_the_locked_book_to_the_seal_with_one_pin_a_desk(
    class_3a: School, visit: Visit
) -> None:
    dao = visit("dao").opens("/transcripts/")
    dao.page.get_by_role("link", name="Xem cả lớp trên một trang").click()
    dao.looks_around().sees("Chưa có họ tên mẹ")
    dao.page.get_by_role("button", name="Lập học bạ còn thiếu, còn cũ").click()
    dao.looks_around().sees("Đã lập 3 học bạ.")
    dao.pictured("hoc-ba-ca-lop")
    assert states() == {State.DRAFT}
    on_the_sheet(dao, Step.SUBMIT)
    settled(State.SUBMITTED)
    for step, name in (
        (Step.REVIEW, "hoa"),
        (Step.SIGN, "minh"),
        (Step.LOCK, "thu"),
        (Step.ISSUE, "van"),
    ):
        on_the_sheet(visit(name), step)
        settled(TARGET[step])
    settled(State.ISSUED)
    thu = visit("thu").opens("/transcripts/").sees("3 trên 3")
    transcript = Transcript.objects.select_related("approval").first()
    thu.opens(transcript.approval.get_absolute_url()).sees("Đã phát hành")


def test_the_sheet_of_a_class_on_a_phone(class_3a: School, visit: Visit) -> None:
    dao = visit("dao", viewport={"width": 360, "height": 740})
    dao.opens(f"/transcripts/classes/{class_3a.class_3a.pk}/").fits()
    dao.opens("/transcripts/").fits()
