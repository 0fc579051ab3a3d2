"""Height and weight of a class: typed as people write, kept once a day, lost by nobody."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from people.measuring.acts import Sheet, Size, measure
from people.models import Measurement, Pupil, SchoolYear
from people.movements.models import Kind
from tests.people.pupils_of import move, pupil
from tests.school import School
from workflows.models import Event

pytestmark = pytest.mark.both_databases
TODAY = date(2026, 11, 23)


@pytest.fixture
def an(school: School) -> Pupil:
    child = pupil("Nguyễn Thị An")
    move(child, Kind.ADMISSION, school.class_3a, by=school.van)
    return child


def sent(school: School, an: Pupil, height: str = "118,5", weight: str = "22.3", **more: str):
    was = Sheet(school.class_3a, TODAY).shown().get(an.pk, "")
    sizes = {f"h{an.pk}": height, f"w{an.pk}": weight}
    return {"on": "23/11/2026", f"was-{an.pk}": was, **sizes, **more}


def page(school: School) -> str:
    return f"/classes/{school.class_3a.pk}/sizes/"


def test_a_homeroom_teacher_measures_the_class(school: School, an: Pupil, client: Client) -> None:
    client.force_login(school.dao)
    assert "chiều cao và cân nặng" in client.get(f"/classes/{school.class_3a.pk}/").content.decode()
    assert client.post(page(school), sent(school, an)).status_code == 302
    kept = Measurement.objects.get()
    assert (kept.pupil, kept.on, kept.by) == (an, TODAY, school.dao)
    assert (kept.height, kept.weight) == (Decimal("118.5"), Decimal("22.3"))
    shown = client.get(page(school), {"on": "23/11/2026"}).content.decode()
    assert 'value="118,5"' in shown
    assert Event.objects.latest("sequence").kind == "pupils_measured"


def test_only_who_is_in_the_class_is_measured_with_it(school: School, an: Pupil) -> None:
    stranger = pupil("Trần Văn Bình")
    size = Size(Decimal(120), Decimal(24))
    sizes = {an.pk: size, stranger.pk: size}
    assert measure(school.class_3a, TODAY, sizes, school.dao, seen={}) == 1
    assert Measurement.objects.get().pupil == an


@pytest.mark.parametrize(
    ("height", "weight"), [("1185", "22"), ("118", ""), ("", "22"), ("cao", "22"), ("118", "300")]
)
def test_what_no_child_measures_gets_a_sentence_and_loses_nothing(
    school: School, an: Pupil, client: Client, height: str, weight: str
) -> None:
    client.force_login(school.dao)
    answer = client.post(page(school), sent(school, an, height, weight))
    assert answer.status_code == 422
    for typed in filter(None, (height, weight)):
        assert f'value="{typed}"' in answer.content.decode()
    assert not Measurement.objects.exists()


def test_an_older_page_overwrites_nothing_that_its_person_has_not_seen(
    school: School, an: Pupil, client: Client
) -> None:
    """Not even after a slip in between; once it was shown what is kept, it may be replaced."""
    older, slip = sent(school, an, "119", "23"), sent(school, an, "119", "")
    client.force_login(school.minh)
    client.post(page(school), sent(school, an))
    client.force_login(school.dao)
    shown = client.post(page(school), slip).content.decode()
    assert f'name="was-{an.pk}" value=""' in shown
    answer = client.post(page(school), older)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert 'value="119"' in shown
    assert "thầy Minh đã nhập cho Nguyễn Thị An: 118,5 cm, 22,3 kg." in shown
    assert f'name="was-{an.pk}" value="118.5/22.3"' in shown
    assert Measurement.objects.get().height == Decimal("118.5")
    assert client.post(page(school), older | {f"was-{an.pk}": "118.5/22.3"}).status_code == 302
    assert Measurement.objects.get().height == Decimal(119)


def test_who_did_not_touch_a_number_takes_nothing_back(
    school: School, an: Pupil, client: Client
) -> None:
    client.force_login(school.dao)
    client.post(page(school), sent(school, an))
    older = sent(school, an)
    client.post(page(school), sent(school, an, "119", "23"))
    told = Event.objects.count()
    assert client.post(page(school), older).status_code == 422
    assert Measurement.objects.get().height == Decimal(119)
    assert Event.objects.count() == told


@pytest.mark.parametrize("day", ["24/11/2026", "31/08/2025", "31/02/2026"])
def test_only_a_day_of_the_year_that_has_been(
    school: School, an: Pupil, client: Client, day: str
) -> None:
    client.force_login(school.dao)
    assert client.post(page(school), sent(school, an, on=day)).status_code == 422
    assert not Measurement.objects.exists()


def test_nobody_else_and_nothing_in_a_locked_year(
    school: School, an: Pupil, client: Client
) -> None:
    for person in (school.nam, school.hoa, school.phuc):
        client.force_login(person)
        assert client.post(page(school), sent(school, an)).status_code == 403
    SchoolYear.objects.update(state=SchoolYear.State.LOCKED)
    client.force_login(school.dao)
    assert client.post(page(school), sent(school, an)).status_code == 422
    assert not Measurement.objects.exists()
