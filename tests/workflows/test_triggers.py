"""What the database refuses by itself, and that it goes on refusing after every migration."""

from collections.abc import Iterator

import pytest
from django.core import checks
from django.core.management import call_command
from django.db import Error, connection, models, transaction

from people.models import RegisterEntry
from people.movements.models import Kind
from people.written_once import WrittenOnce
from tests.people.pupils_of import move, pupil
from tests.records.minutes.models import Minutes
from tests.school import School, take
from workflows import triggers
from workflows.models import Event
from workflows.states import Step

pytestmark = pytest.mark.both_databases


def refused(sql: str, *values: object) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    except Error:
        return True
    return False


def warned() -> list[str]:
    found = checks.run_checks(tags=["database"], databases=["default"])
    return [str(one.msg) for one in found if one.id == "workflows.W001"]


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE workflows_event SET body = replace(body, 'open', 'lock')",
        "UPDATE workflows_event SET by_id = NULL",
        "DELETE FROM workflows_event",
    ],
)
def test_an_event_is_written_once(school: School, act: str) -> None:
    school.minutes()
    assert refused(act)
    assert Event.objects.count() == 1


def test_t10_an_event_cannot_be_replaced_either(school: School) -> None:
    event = school.minutes().approval.events.get()
    columns = [field.column for field in Event._meta.concrete_fields]
    values = [getattr(event, field.attname) for field in Event._meta.concrete_fields]
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    again = "" if connection.vendor == "sqlite" else " ON CONFLICT (id) DO UPDATE SET kind = 'x'"
    places = ", ".join(["%s"] * len(columns))
    assert refused(
        f"{verb} INTO workflows_event ({', '.join(columns)}) VALUES ({places}){again}", *values
    )


@pytest.mark.only_on("postgresql")  # SQLite has no TRUNCATE
def test_t10_the_trail_cannot_be_emptied_at_a_stroke(school: School) -> None:
    school.minutes()
    assert refused("TRUNCATE workflows_event CASCADE")
    assert Event.objects.count() == 1


def test_closed_content_cannot_be_replaced_or_added_to(school: School) -> None:
    minutes = school.minutes()
    take(Step.SUBMIT, minutes.approval, school.dao)
    name, row = Minutes._meta.db_table, (minutes.pk, "Họp", "Sửa lén.")
    if connection.vendor == "sqlite":
        assert refused(
            f"INSERT OR REPLACE INTO {name} (approval_id, subject, text) VALUES (%s, %s, %s)", *row
        )
    assert refused(f"DELETE FROM {name} WHERE approval_id = %s", minutes.pk)
    assert refused(f"UPDATE {name} SET approval_id = 0 WHERE approval_id = %s", minutes.pk)
    minutes.refresh_from_db()
    assert minutes.text == "Cả tổ thống nhất."


def test_not_even_a_draft_can_be_deleted_in_silence(school: School) -> None:
    minutes = school.minutes()
    assert refused(f"DELETE FROM {Minutes._meta.db_table} WHERE approval_id = %s", minutes.pk)


@pytest.mark.parametrize("name", sorted(triggers.expected("sqlite")))
def test_t10_a_check_says_which_trigger_is_gone(db: None, name: str) -> None:
    assert warned() == []
    on = f' ON "{triggers.present()[name]}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"{on}')
    assert [name in sentence for sentence in warned()] == [True]


@pytest.fixture
def rebuilt_tables(real_commits: None) -> Iterator[None]:
    """A migration alters the trail and a record type, and is taken back afterwards."""
    alter(Event, "kind", max_length=30)
    alter(Minutes, "subject", max_length=300)
    yield
    alter(Event, "kind", max_length=24)
    alter(Minutes, "subject", max_length=200)
    triggers.create()


def alter(model: type[models.Model], name: str, max_length: int) -> None:
    old = model._meta.get_field(name)
    new = old.clone()
    new.max_length = max_length
    new.set_attributes_from_name(name)
    new.model = model
    with connection.schema_editor() as editor:
        editor.alter_field(model, old, new)


def test_t10_a_migration_that_rebuilds_a_table_brings_its_triggers_back(
    rebuilt_tables: None,
) -> None:
    if connection.vendor == "sqlite":
        assert triggers.missing(), "SQLite keeps them now: then this test proves nothing"
    call_command("migrate", verbosity=0)
    assert triggers.missing() == []
    assert warned() == []


def test_a_movement_and_its_number_are_written_once_in_the_database_too(school: School) -> None:
    child = pupil()
    move(child, Kind.ADMISSION, school.class_3a, school.van)
    for act in (
        "UPDATE people_movement SET reason = 'khác'",
        "DELETE FROM people_movement",
        "UPDATE people_registerentry SET number = 7",
        "DELETE FROM people_registerentry",
    ):
        assert refused(act), act
    assert str(RegisterEntry.objects.get()) == f"001/{school.year.starts_on.year}"


def test_every_table_that_is_written_once_has_its_triggers(db: None) -> None:
    found = set(triggers.present())
    for model in WrittenOnce.__subclasses__():
        assert f"so_ky_{model._meta.model_name}_update" in found
        assert f"so_ky_{model._meta.model_name}_delete" in found


@pytest.fixture
def returned(school: School) -> Minutes:
    minutes = school.minutes()
    take(Step.SUBMIT, minutes.approval, school.dao)
    take(Step.SEND_BACK, minutes.approval, school.minh, note="Thiếu một em.")
    take(Step.SUBMIT, minutes.approval, school.dao)
    return minutes


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE workflows_submission SET content = '{}'",
        "UPDATE workflows_submission SET fingerprint = 'x'",
        "DELETE FROM workflows_submission",
        "UPDATE workflows_remark SET text = 'Tốt.'",
        "DELETE FROM workflows_remark",
        "UPDATE workflows_approval SET fingerprint = 'x'",
        "UPDATE workflows_approval SET author_id = author_id + 1",
        "UPDATE workflows_approval SET salt = 'x'",
        "DELETE FROM workflows_approval",
    ],
)
def test_what_was_submitted_and_remarked_stays(returned: Minutes, act: str) -> None:
    assert refused(act)


def test_an_answer_to_a_remark_may_be_written(returned: Minutes) -> None:
    assert not refused("UPDATE workflows_remark SET answer = 'Đã thêm.'")
