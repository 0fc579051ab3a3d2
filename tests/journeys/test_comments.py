"""Comments of a class in a real browser: one command, then only what is to be said otherwise."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from documents.assessment.models import BankSentence, PupilResults
from documents.records.score_sheet import rules
from documents.records.score_sheet.models import ScoreSheet
from people.models import AssessmentPeriod, Pupil
from tests.documents.records.sheets import now, open_period, sheet_of, typed
from tests.journeys.test_results import class_of, opened
from tests.journeys.visitor import Visitor
from tests.school import School

SENTENCES = {
    "T": (
        "Em tính nhanh, chính xác và trình bày rõ ràng.",
        "Em giải toán có lời văn tốt, biết tự kiểm tra lại bài.",
        "Em tích cực suy nghĩ, mạnh dạn nêu cách làm của mình.",
        "Em nắm chắc kiến thức đã học.",
    ),
    "H": (
        "Em hoàn thành các bài tập; em đọc kĩ đề hơn nhé.",
        "Em hiểu bài và tính đúng; em luyện thêm giải toán nhé.",
    ),
}


@pytest.fixture
def period(school: School) -> AssessmentPeriod:
    today = timezone.localdate()
    days = {"opens_on": today - timedelta(days=3), "closes_on": today + timedelta(days=9)}
    return open_period(school, **days)


@pytest.fixture
def sheet(school: School, period: AssessmentPeriod) -> ScoreSheet:
    """Levels and marks of thirty-five pupils; the bank knows sentences for both levels."""
    class_of(school, 35)
    sheet = sheet_of(school, period, school.nam, school.toan)
    lines = now(sheet)
    rows = {
        Pupil.objects.get(pk=line.pupil): {"level": "H" if at % 5 == 4 else "T", "mark": "8"}
        for at, line in enumerate(lines)
    }
    typed(sheet, school.nam, rows)
    for level, texts in SENTENCES.items():
        for text in texts:
            BankSentence.objects.create(about="TOAN", level=level, text=text)
    return sheet


def test_comments_of_a_class_are_one_command_and_the_edits(
    school: School, sheet: ScoreSheet, visit: Callable[..., Visitor]
) -> None:
    nam = opened(visit, sheet, "nam")
    acts = 0
    with nam.page.expect_navigation():
        nam.page.get_by_role("button", name="Gợi ý nhận xét theo mức").click()
    acts += 1
    nam.looks_around().pictured("goi-y-nhan-xet")
    comments = [str(line.values["comment"]) for line in now(sheet)]
    assert all(comments)
    assert all(one != other for one, other in pairwise(comments))
    expect(nam.page.locator("[data-suggested]")).to_have_count(35)
    first = nam.page.locator("[name$='-comment']").first
    first.fill("Em Bình làm bài chậm chạp.")
    nam.page.locator("h1").click()
    acts += 1
    row = nam.page.locator("tr[data-pupil]").first
    expect(row).to_contain_text("“chậm chạp”")
    expect(nam.page.locator("[data-suggested]")).to_have_count(34)
    first.fill("Em làm bài cẩn thận hơn trước nhiều.")
    nam.page.locator("h1").click()
    expect(row).to_contain_text("Đã lưu")
    with nam.page.expect_navigation():
        nam.page.get_by_role("button", name="Tôi đã đọc hết").click()
    acts += 1
    expect(nam.page.locator("[data-suggested]")).to_have_count(0)
    assert not PupilResults.objects.exclude(suggested=[]).exists()
    assert rules.problems(ScoreSheet.objects.get(pk=sheet.pk)) == []
    assert acts <= 3, "one command, one edit, and that it was read"
    with nam.page.expect_navigation():
        nam.page.get_by_role("button", name="Hoàn tác lần ghi cuối").click()


def test_the_bank_on_every_screen(
    school: School, sheet: ScoreSheet, visit: Callable[..., Visitor]
) -> None:
    BankSentence.objects.create(
        owner=school.nam,
        about="TOAN",
        level="T",
        grade=3,
        period="end_first",
        text="Em rất tiến bộ.",
    )
    nam = opened(visit, sheet, "nam")
    nam.page.get_by_role("link", name="Ngân hàng câu nhận xét").click()
    nam.page.get_by_label("Tìm từ, có dấu hay không dấu").fill("giai toan")
    nam.presses("Enter")
    expect(nam.page.locator("table.list tbody tr")).to_have_count(2)
    nam.looks_around()
    nam.opens("/comments/").pictured("ngan-hang-nhan-xet")
    for path in ("/comments/", "/comments/new/", "/comments/upload/"):
        nam.opens(path).fits()
    nam.page.set_viewport_size({"width": 360, "height": 740})
    for path in ("/comments/", "/comments/new/", "/comments/upload/", sheet.get_edit_url()):
        nam.opens(path).fits()
    nam.opens(sheet.get_edit_url().replace("/edit/", "/copy/")).fits()
