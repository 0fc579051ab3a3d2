"""The bank of sentences: the school's by a duty, one's own alone; looked through, edited, brought in."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from documents.assessment.comments import acts, incoming
from documents.assessment.models import BankSentence
from people.models import Staff
from tests.refused import refused
from tests.school import School
from workflows.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

BANK = "/comments/"
NEW = {"about": "TV", "level": "T", "grade": "0", "period": "", "text": "Đọc to, rõ ràng."}


def window(person: Staff) -> Client:
    client = Client()
    client.force_login(person, backend="people.accounts.backend.StaffBackend")
    return client


def sentence(text: str, owner: Staff | None = None, about: str = "TV") -> BankSentence:
    return BankSentence.objects.create(owner=owner, about=about, level="T", text=text)


def texts(client: Client, query: str = "") -> set[str]:
    return {row.text for row in client.get(f"{BANK}?{query}").context["page"]}


def test_each_sees_the_schools_sentences_and_the_own(school: School) -> None:
    sentence("Của trường.")
    sentence("Của thầy Nam.", school.nam)
    sentence("Của cô Đào.", school.dao)
    assert texts(window(school.nam)) == {"Của trường.", "Của thầy Nam."}
    assert texts(window(school.thu)) == {"Của trường."}
    assert window(school.van).get(BANK).status_code == 403


def test_search_without_tones(school: School) -> None:
    sentence("Đọc to, rõ ràng.")
    sentence("Chữ viết đẹp.")
    nam = window(school.nam)
    assert texts(nam, "q=doc+to") == texts(nam, "q=Đọc") == {"Đọc to, rõ ràng."}
    assert texts(nam, "q=đẹp&level=T&about=TV") == {"Chữ viết đẹp."}
    assert texts(nam, "about=TOAN") == texts(nam, "whose=own") == set()


def test_a_teachers_own_are_hers_alone(school: School) -> None:
    own = sentence("Của thầy Nam.", school.nam)
    for other in (school.dao, school.minh, school.thu):
        client = window(other)
        assert client.get(f"{BANK}{own.pk}/").status_code == 404
        assert client.post(f"{BANK}{own.pk}/remove/").status_code == 404
        with refused("not_yours"):
            acts.remove(own, other)
    nam = window(school.nam)
    seen = nam.get(f"{BANK}{own.pk}/").context["seen"]
    data = {**NEW, "text": "Mới.", "seen": seen}
    assert nam.post(f"{BANK}{own.pk}/", data).status_code == 302
    own.refresh_from_db()
    assert (own.text, own.owner) == ("Mới.", school.nam)
    assert nam.post(f"{BANK}{own.pk}/", data).status_code == 422, "another window was quicker"
    nam.post(f"{BANK}{own.pk}/remove/")
    assert not BankSentence.objects.exists()
    assert not Event.objects.filter(kind="sentences_changed").exists()


def test_the_schools_are_changed_by_a_duty_and_told_to_the_trail(school: School) -> None:
    kept = sentence("Của trường.")
    nam = window(school.nam)
    assert nam.get(f"{BANK}{kept.pk}/").status_code == 403
    assert nam.post(f"{BANK}{kept.pk}/remove/").status_code == 403
    nam.post(f"{BANK}new/", {**NEW, "whose": "school"})
    assert BankSentence.objects.get(text=NEW["text"]).owner == school.nam, "never by a form alone"
    for leader in (school.minh, school.thu):
        text = f"Câu của {leader.username}."
        assert window(leader).post(f"{BANK}new/", {**NEW, "whose": "school", "text": text}).url
        assert BankSentence.objects.get(text=text).owner is None
    window(school.thu).post(f"{BANK}{kept.pk}/remove/")
    told = Event.objects.filter(kind="sentences_changed").order_by("sequence")
    assert [each.by_id for each in told] == [school.minh.pk, school.thu.pk, school.thu.pk]


def test_what_is_wrong_is_said_at_its_field(school: School) -> None:
    nam = window(school.nam)
    answer = nam.post(f"{BANK}new/", {**NEW, "level": "Đ"})
    assert (answer.status_code, "level" in answer.context["form"].errors) == (422, True)
    assert nam.post(f"{BANK}new/", NEW).status_code == 302
    assert nam.post(f"{BANK}new/", NEW).status_code == 422
    assert nam.post(f"{BANK}new/", {**NEW, "about": "on_qualities", "level": "Đ"}).url == BANK


ROWS = (
    ("Ngân hàng nhận xét", "", "", "", ""),
    ("Môn", "Mức", "Lớp", "Thời điểm", "Nhận xét"),
    ("Toán", "T", "3", "Cuối học kì I", "Tính nhanh, chính xác."),
    ("âm nhạc", "Hoàn thành", "", "", "Hát đúng giai điệu."),
    ("Nhận xét về phẩm chất", "Đ", "Khối 4", "GKII", "Biết giúp đỡ bạn."),
    ("Toán", "T", "3", "cuối HK1", "Tính nhanh, chính xác."),
    ("Toán", "Đ", "", "", "Mức của phẩm chất."),
    ("Bơi", "T", "", "", "Không có môn này."),
    ("Toán", "T", "9", "hôm qua", ""),
)


def workbook(rows: tuple[tuple[str, ...], ...] = ROWS) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    page = book.add_worksheet()
    for at, row in enumerate(rows):
        page.write_row(at, 0, row)
    book.close()
    return file.getvalue()


def test_rows_of_a_file_are_read_and_judged(school: School) -> None:
    rows = incoming.read(workbook(), None)
    assert [(row.number, row.is_new, len(row.problems)) for row in rows] == [
        (3, True, 0),
        (4, True, 0),
        (5, True, 0),
        (6, False, 0),
        (7, False, 1),
        (8, False, 1),
        (9, False, 3),
    ]
    keys = [acts.key_of(row.sentence) for row in rows if row.is_new]
    assert keys == [
        ("TOAN", "T", 3, "end_first", "Tính nhanh, chính xác."),
        ("AN", "H", 0, "", "Hát đúng giai điệu."),
        ("on_qualities", "Đ", 4, "mid_second", "Biết giúp đỡ bạn."),
    ]
    with refused("no_sentences"):
        incoming.read(workbook(ROWS[:1]), None)


@pytest.mark.parametrize("name", ["nam", "thu"])
def test_what_was_shown_is_added_and_nothing_else(school: School, name: str) -> None:
    person = getattr(school, name)
    client, is_schools = window(person), name == "thu"
    there = BankSentence.objects.create(
        owner=None if is_schools else person, about="AN", level="H", text="Hát đúng giai điệu."
    )
    file = SimpleUploadedFile("cau.xlsx", workbook())
    page = client.post(f"{BANK}upload/", {"file": file, "whose": "school"})
    assert (page.status_code, page.context["fresh"], page.context["refused"]) == (200, 2, 3)
    assert BankSentence.objects.get() == there, "shown first"
    assert client.post(f"{BANK}take/", {"sentences": page.context["token"]}).url == BANK
    assert BankSentence.objects.filter(owner=there.owner).count() == 3
    client.post(f"{BANK}take/", {"sentences": page.context["token"]})
    assert BankSentence.objects.count() == 3


def test_a_preview_of_somebody_else_is_not_taken(school: School) -> None:
    file = SimpleUploadedFile("cau.xlsx", workbook())
    token = (
        window(school.thu)
        .post(f"{BANK}upload/", {"file": file, "whose": "school"})
        .context["token"]
    )
    for sent in (token, "x"):
        assert window(school.nam).post(f"{BANK}take/", {"sentences": sent}).url == f"{BANK}upload/"
    assert not BankSentence.objects.exists()
    assert window(school.nam).post(f"{BANK}upload/").status_code == 422
