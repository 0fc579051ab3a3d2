"""SQL that is built once asks the same as SQL that is built anew: any value, any thread, any day."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection, connections, transaction
from django.db.models import F, QuerySet
from django.test.utils import CaptureQueriesContext

from people.compiled import DAY, MOMENT, MOST, NUMBER, TEXT, CompiledQueries, CompiledQuery
from people.duties import Roster
from people.models import Assignment, Duty, Staff
from people.powers import Powers
from tests.school import FIRST_DAY, School
from workflows.models import Event

pytestmark = pytest.mark.both_databases


def duties_since(staff: int, day: date) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(staff=staff, starts_on__gte=day).select_related("group")
    return rows.annotate(called=F("staff__full_name")).order_by("pk")


def test_the_rows_are_those_of_the_query_set(school: School) -> None:
    ask = CompiledQuery(duties_since, staff=NUMBER, day=DAY)
    for person in Staff.objects.all():
        for day in (FIRST_DAY, FIRST_DAY + timedelta(days=1)):
            plain = list(duties_since(person.pk, day))
            rows = ask(staff=person.pk, day=day)
            assert rows == plain
            assert [row.called for row in rows] == [row.called for row in plain]
            with CaptureQueriesContext(connection) as queries:
                assert [str(row.group) for row in rows] == [str(row.group) for row in plain]
            assert len(queries) == 0, "what is related came along"


def test_what_changes_in_the_database_is_seen_at_once(school: School) -> None:
    ask = CompiledQuery(duties_since, staff=NUMBER, day=DAY)
    assert ask(staff=school.phuc.pk, day=FIRST_DAY) == []
    given = Assignment.objects.create(staff=school.phuc, duty=Duty.CLERK, starts_on=FIRST_DAY)
    assert ask(staff=school.phuc.pk, day=FIRST_DAY) == [given]
    given.delete()
    assert ask(staff=school.phuc.pk, day=FIRST_DAY) == []


def test_a_value_that_is_never_asked_for_is_told_when_it_is_built(db: None) -> None:
    ask = CompiledQuery(lambda staff, day: Staff.objects.filter(pk=staff), staff=NUMBER, day=DAY)
    with pytest.raises(TypeError, match="day"):
        ask(staff=1, day=FIRST_DAY)


def test_a_condition_that_nothing_meets_gives_nothing(db: None) -> None:
    asked = CompiledQueries(lambda keys: Staff.objects.filter(pk__in=keys))
    assert asked(()) == []


def test_every_use_is_held_against_a_query_built_anew(db: None, settings: LazySettings) -> None:
    """What reads something beside its key is found by the tests, which look twice."""
    settings.SOKY_CHECK_COMPILED = True
    today = [FIRST_DAY]
    asked = CompiledQueries(lambda key: Assignment.objects.filter(starts_on=today[0], staff=key))
    asked(1)
    asked(1)
    today[0] += timedelta(days=1)
    with pytest.raises(AssertionError, match="Built differently"):
        asked(1)


def test_no_more_plans_are_kept_than_allowed(db: None) -> None:
    asked = CompiledQueries(lambda key: Staff.objects.filter(pk=key), most=8)
    for key in range(50):
        asked(key)
    assert asked.plan_of.cache_info().currsize == 8
    assert MOST < 1000


def test_rows_are_locked_in_a_transaction_only(real_commits: None, school: School) -> None:
    ask = CompiledQuery(lambda pk: Staff.objects.select_for_update().filter(pk=pk), pk=NUMBER)
    with transaction.atomic():
        assert ask(pk=school.dao.pk) == [school.dao]
    with pytest.raises(transaction.TransactionManagementError):
        ask(pk=school.dao.pk)


def test_many_threads_ask_at_once_each_over_an_own_connection(
    real_commits: None, school: School
) -> None:
    ask = CompiledQuery(duties_since, staff=NUMBER, day=DAY)
    people = list(Staff.objects.all())
    plain = {person.pk: list(duties_since(person.pk, FIRST_DAY)) for person in people}

    def ask_for_all(_turn: int) -> dict[int, list[Any]]:
        try:
            return {person.pk: ask(staff=person.pk, day=FIRST_DAY) for person in people}
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert all(answer == plain for answer in pool.map(ask_for_all, range(24)))


def test_marks_of_every_kind_are_bound(school: School) -> None:
    ask = CompiledQuery(
        lambda kind, moment: Event.objects.filter(kind=kind, at__lte=moment),
        kind=TEXT,
        moment=MOMENT,
    )
    event = school.minutes().approval.events.get()
    assert ask(kind="open", moment=event.at) == [event]
    assert ask(kind="open", moment=event.at - timedelta(seconds=1)) == []
    assert ask(kind="lock", moment=event.at) == []


@pytest.fixture
def rosters(school: School) -> Iterator[None]:
    """What is worked out for the same duties is shared; another duty makes another roster."""
    first, second = Roster(), Roster()
    assert first.people is second.people
    yield
    Assignment.objects.create(staff=school.phuc, duty=Duty.CLERK, starts_on=FIRST_DAY)
    assert Roster().people is not first.people


@pytest.mark.usefixtures("rosters")
def test_what_follows_from_duties_is_kept_under_the_duties_themselves(school: School) -> None:
    roster = Roster()
    assert roster.derived("key", lambda: 1) == 1
    assert Roster().derived("key", lambda: 2) == 1, "the same duties"
    Assignment.objects.filter(staff=school.phuc).delete()


def test_the_same_powers_are_equal_and_others_are_not(school: School) -> None:
    assert Powers(school.dao) == Powers(school.dao)
    assert hash(Powers(school.dao)) == hash(Powers(school.dao))
    before = Powers(school.dao)
    assert before != Powers(school.hoa)
    assert before != Powers(school.dao, on=FIRST_DAY + timedelta(days=400))
    Assignment.objects.create(staff=school.dao, duty=Duty.CLERK, starts_on=FIRST_DAY)
    assert before != Powers(school.dao)
