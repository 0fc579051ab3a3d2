"""Earlier school years of a class: entered once, told apart from what Sổ Ký knows itself, never lost."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from people.earlier_years.acts import Sheet
from people.models import EarlierYear, Pupil, SchoolClass, SchoolYear
from people.movements.models import Kind
from tests.people.pupils_of import move, pupil
from tests.refused import codes_on
from tests.school import School
from workflows.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
FIRST, SECOND = "2024–2025", "2025–2026"


@pytest.fixture
def an(school: School) -> Pupil:
    child = pupil("Nguyễn Thị An")
    move(child, Kind.ADMISSION, school.class_3a, school.van)
    return child


def page(school: School) -> str:
    return reverse("earlier_years", args=[school.class_3a.pk])


def sent(child: Pupil, first: str, second: str, was: tuple[str, str] = ("", "")) -> dict[str, Any]:
    cells = {f"y{child.pk}-2024": first, f"y{child.pk}-2025": second}
    seen = {f"was-y{child.pk}-2024": was[0], f"was-y{child.pk}-2025": was[1]}
    return {**cells, **seen}


def rows_of(child: Pupil) -> list[tuple[str, str, str]]:
    return list(EarlierYear.objects.filter(pupil=child).values_list("year", "class_name", "school"))


def test_a_third_grade_has_two_years_before_it(school: School, an: Pupil, client: Client) -> None:
    client.force_login(school.dao)
    assert Sheet(school.class_3a).years == [FIRST, SECOND]
    answer = client.post(page(school), sent(an, "1B", "2A, Trường Tiểu học Tân Trụ"))
    assert answer.status_code == 302
    assert rows_of(an) == [(FIRST, "1B", ""), (SECOND, "2A", "Trường Tiểu học Tân Trụ")]
    assert Event.objects.filter(kind="earlier_years_entered").count() == 1
    assert 'value="2A, Trường Tiểu học Tân Trụ"' in client.get(page(school)).content.decode()


def test_what_is_emptied_is_taken_out(school: School, an: Pupil, client: Client) -> None:
    client.force_login(school.van)
    client.post(page(school), sent(an, "1B", "2A"))
    client.post(page(school), sent(an, "", "2B", was=("1B", "2A")))
    assert rows_of(an) == [(SECOND, "2B", "")]
    assert EarlierYear.history.filter(history_type="-").count() == 1


def test_an_older_page_overwrites_nothing_that_its_person_has_not_seen(
    school: School, an: Pupil, client: Client
) -> None:
    client.force_login(school.minh)
    client.post(page(school), sent(an, "1B", ""))
    client.force_login(school.dao)
    answer = client.post(page(school), sent(an, "1C", ""))
    assert (answer.status_code, codes_on(answer)) == (422, {"changed_meanwhile"})
    assert 'value="1C"' in answer.content.decode(), "what was typed stays"
    assert rows_of(an) == [(FIRST, "1B", "")]
    again = client.post(page(school), sent(an, "1C", "", was=("1B", "")))
    assert again.status_code == 302
    assert rows_of(an) == [(FIRST, "1C", "")]


@pytest.mark.parametrize(
    ("text", "code"),
    [(", Tân Trụ", "no_class"), ("Trường Tiểu học Tân Trụ", "class_too_long"), ("1A" * 80, None)],
)
def test_what_is_no_class_gets_a_sentence_and_stays(
    school: School, an: Pupil, client: Client, text: str, code: str | None
) -> None:
    client.force_login(school.dao)
    answer = client.post(page(school), sent(an, text, ""))
    assert answer.status_code == 422
    assert not code or code in codes_on(answer)
    assert f'value="{text}"' in answer.content.decode()
    assert not rows_of(an)


def test_the_same_class_for_all_is_put_into_the_empty_cells_and_not_saved(
    school: School, an: Pupil, client: Client
) -> None:
    other = pupil("Trần Văn Bình")
    move(other, Kind.ADMISSION, school.class_3a, school.van)
    client.force_login(school.dao)
    client.post(page(school), sent(an, "1B", ""))
    filled = client.get(page(school), {"usual-2024": "1A", "usual-2025": "2A"}).content.decode()
    values = dict(re.findall(r'name="(y\d+-\d+)" value="([^"]*)"', filled))
    assert values == {
        f"y{an.pk}-2024": "1B",
        f"y{an.pk}-2025": "2A",
        f"y{other.pk}-2024": "1A",
        f"y{other.pk}-2025": "2A",
    }
    assert EarlierYear.objects.count() == 1


def test_a_year_that_is_known_here_is_not_asked_for(
    school: School, an: Pupil, client: Client
) -> None:
    last = SchoolYear.objects.create(
        name=SECOND, starts_on="2025-09-01", ends_on="2026-05-31", state=SchoolYear.State.LOCKED
    )
    place = SchoolClass.objects.create(year=last, grade=2, name="2C")
    an.enrolments.create(school_class=place, starts_on="2025-09-01", ends_on="2026-05-31")
    assert Sheet(school.class_3a).known_here[an.pk, SECOND] == "2C"
    client.force_login(school.dao)
    shown = client.get(page(school)).content.decode()
    assert f"y{an.pk}-2024" in shown
    assert f"y{an.pk}-2025" not in shown


def test_teachers_of_another_class_may_not(school: School, an: Pupil, client: Client) -> None:
    client.force_login(school.phuc)
    assert client.get(page(school)).status_code == 403
    assert client.post(page(school), sent(an, "1A", "2A")).status_code == 403
