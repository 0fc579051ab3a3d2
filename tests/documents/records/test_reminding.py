"""A reminder goes to those whose sheets are not confirmed, and to nobody else."""

from typing import Any

import pytest

from documents.records.gradebook.reminding import late_at
from tests.documents.records.plans import sign
from tests.documents.records.sheets import fill, open_period, pupils_of_3a, sheet_of
from tests.school import School
from workflows.models import Event, Notice
from workflows.states import Step

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_only_the_late_are_reminded_each_once(signing_school: School, at_screen: Any) -> None:
    school = signing_school
    pupils_of_3a(school)
    period = open_period(school)
    sheet = sheet_of(school, period, school.nam, school.toan, group=school.group)
    assert set(late_at(period)) == {school.nam.pk, school.hoa.pk, school.dao.pk}
    fill(sheet, school.nam)
    sign(Step.SUBMIT, sheet.approval, school.nam)
    before = set(Notice.objects.values_list("pk", flat=True))
    url = f"/gradebooks/progress/{period.pk}/remind/"
    for other in (school.nam, school.dao, school.van):
        assert at_screen(other).post(url).status_code == 403
    minh = at_screen(school.minh)
    assert minh.get(f"/gradebooks/progress/?period={period.pk}").context["late"] == 2
    assert minh.post(url).status_code == 302
    told = Notice.objects.exclude(pk__in=before).values_list("recipient", flat=True)
    assert sorted(told) == sorted([school.hoa.pk, school.dao.pk])
    assert Event.objects.filter(kind="late_reminded").count() == 1
