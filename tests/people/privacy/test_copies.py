"""The copy for a family: all of it, for whom, by whom, and written down."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.imports.models import ImportRun
from people.models import (
    Absence,
    DataCopy,
    Guardian,
    LateCorrection,
    Measurement,
    Movement,
    Pupil,
    Reading,
    Reversal,
    RollCall,
    Staff,
    YearOutcome,
)
from people.movements import acts as movements
from people.movements.models import Kind
from people.privacy.answering import take
from people.privacy.handing_out import DATA, PAGE, hand_out
from people.privacy.kept import covered
from people.refusals import Refusal
from tests.people.privacy.requests_of import data_request
from tests.people.pupils_of import move, pupil
from tests.school import School
from workflows.models import Event

pytestmark = pytest.mark.both_databases


def unpacked(data: bytes) -> tuple[str, dict[str, Any]]:
    with zipfile.ZipFile(io.BytesIO(data)) as bag:
        assert sorted(bag.namelist()) == [PAGE, DATA]
        return bag.read(PAGE).decode(), json.loads(bag.read(DATA))


def copy_for(child: Pupil) -> DataCopy:
    return DataCopy(pupil=child, given_to="Trần Thị Bích", relation="mother", reason="Xin bản sao")


def full_life(school: School, an: Pupil) -> None:
    """Something in every table that has to do with this pupil."""
    an.residence = "Ấp 5"
    an.save()
    away = move(an, Kind.TRANSFER_OUT, None, school.van, on=date(2026, 10, 5), other_school="Bình Minh",
                reason="Chuyển nhà")  # fmt: skip
    movements.reverse(away, school.thu, "Gia đình đổi ý")
    outcome = YearOutcome.objects.create(
        pupil=an, year=school.year, outcome="kept_back", by=school.dao
    )
    outcome.outcome = "promoted"
    outcome.save()
    size = {"on": date(2026, 9, 7), "height": Decimal("118.5"), "weight": Decimal("22.3")}
    Measurement.objects.create(pupil=an, by=school.dao, **size)
    absence = Absence.objects.create(pupil=an, on=date(2026, 11, 20), is_excused=False, sessions=2)
    absence.is_excused = True
    absence.save()
    now = {
        "by": school.dao,
        "changed_by": school.dao,
        "at": timezone.now(),
        "changed_at": timezone.now(),
    }
    call = RollCall.objects.create(school_class=school.class_3a, on=date(2026, 11, 20), **now)
    LateCorrection.objects.create(
        roll_call=call, pupil=an, before="K", after="P", reason="Có đơn", by=school.dao
    )
    asked = data_request(school, an)
    take("answer", asked, school.van, "Nhà trường đã nhận.")
    ImportRun.objects.create(
        kind=ImportRun.Kind.PUPILS, year=school.year, on=date(2026, 9, 1), file_name="hs.xlsx",
        sha256="0" * 64, by=school.van, applied_by=school.van, applied_at=timezone.now(),
        state=ImportRun.State.APPLIED, fingerprint="0" * 64,
        made={"new": [an.pk], "changed": {}, "movements": [], "classes": []},
    )  # fmt: skip
    hand_out(copy_for(an), school.thu)


def ways_to_a_pupil(model: type[Model], seen: frozenset[type[Model]] = frozenset()) -> bool:
    """Does a row of this table lead to a pupil, over however many links?"""
    linked = [
        field.related_model
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model not in seen
    ]
    return Pupil in linked or any(ways_to_a_pupil(one, seen | {model}) for one in linked)


def tables_about_pupils() -> Iterator[type[Model]]:
    """Lines of history of a pupil lead to nobody by a link, and are about a pupil all the same."""
    for model in apps.get_models(include_auto_created=True):
        if model is not Pupil and (ways_to_a_pupil(model) or model is Pupil.history.model):
            yield model


def test_every_table_about_pupils_is_in_the_copy() -> None:
    found = set(tables_about_pupils())
    assert Reversal in found
    assert len(found) >= 15
    missing = found - covered()
    assert not missing, f"declare in a kept_by_….py what these keep of a pupil: {missing}"


def test_a_table_that_nobody_declared_is_found() -> None:
    """So that the test above can fail: a table two links away from a pupil."""
    assert ways_to_a_pupil(apps.get_model("people", "DataRequestNote"))
    assert not ways_to_a_pupil(Staff)


def test_everything_is_in_both_files(school: School, an: Pupil) -> None:
    full_life(school, an)
    page, data = unpacked(hand_out(copy_for(an), school.van))
    tables = data["tables"]
    expected = {
        "profile", "guardians", "protected", "register", "enrolments", "movements", "reversals",
        "outcomes", "absences", "corrections", "readings", "requests", "answers", "copies",
        "imports", "profile_history", "guardians_history", "protected_history", "absences_history",
        "outcomes_history", "sizes", "sizes_history",
    }  # fmt: skip
    assert set(tables) == expected
    assert tables["profile"][0]["residence"] == "Ấp 5"
    assert tables["guardians"][0]["phone"] == "0907 111 222"
    assert tables["protected"][0]["health"] == "Hen suyễn"
    assert [one["kind"] for one in tables["movements"]] == ["admission", "transfer_out"]
    assert tables["answers"][0]["text"] == "Nhà trường đã nhận."
    assert (tables["register"][0]["number"], tables["register"][0]["register"]) == (1, "2026")
    assert len(tables["readings"]) == 2
    change = next(one for one in tables["profile_history"] if one["change"] == "~")
    assert (change["field"], change["before"], change["after"]) == ("residence", "Ấp 3", "Ấp 5")
    for said in ("Hen suyễn", "Khmer", "0907 111 222", "Gia đình đổi ý", "20/11/2026",
                 "hs.xlsx", "Có đơn", "Ấp 3", "Nhà trường đã nhận."):  # fmt: skip
        assert said in page, said
        assert said in json.dumps(data, ensure_ascii=False) or said == "20/11/2026", said


def test_nothing_of_another_pupil_is_in_it(school: School, an: Pupil) -> None:
    other = pupil("Lý Thị Khác", residence="Ấp Bí Mật", ministry_code="7900000001")
    Guardian.objects.create(pupil=other, relation="father", full_name="Lý Văn Cha")
    move(other, Kind.ADMISSION, school.class_3a, by=school.van)
    Absence.objects.create(pupil=other, on=date(2026, 11, 18), is_excused=True, sessions=1)
    data_request(school, other, what="Chuyện nhà khác")
    full_life(school, other)
    page, data = unpacked(hand_out(copy_for(an), school.van))
    both = page + json.dumps(data, ensure_ascii=False)
    for foreign in ("Khác", "Bí Mật", "7900000001", "Lý Văn Cha", "18/11/2026", "hs.xlsx", "Ấp 5"):
        assert foreign not in both, foreign


def test_it_is_written_down_as_a_look_and_in_the_trail_without_words(
    school: School, an: Pupil
) -> None:
    data = hand_out(copy_for(an), school.van)
    kept = DataCopy.objects.get()
    assert kept.sha256 == hashlib.sha256(data).hexdigest()
    look = Reading.objects.get()
    assert (look.by, look.pupil, look.purpose) == (school.van, an, Reading.Purpose.EXPORT)
    event = Event.objects.latest("sequence")
    assert event.kind == "pupil_data_handed_out"
    assert kept.sha256[:16] in event.body
    assert not any(word in event.body for word in ("Bích", "Hoài An", "bản sao"))


def test_only_clerk_and_leaders_hand_it_out_and_nobody_for_them(school: School, an: Pupil) -> None:
    school.substitution(school.van, school.dao)
    for person in (school.dao, school.nam, school.hoa):
        with pytest.raises(Refusal):
            hand_out(copy_for(an), person)
    assert not Reading.objects.exists()
    for person in (school.van, school.minh, school.thu):
        hand_out(copy_for(an), person)
    assert DataCopy.objects.count() == 3


def test_the_page_opens_for_clerk_and_leaders_only(
    school: School, client: Client, an: Pupil
) -> None:
    for person, status in (
        (school.van, 200),
        (school.minh, 200),
        (school.thu, 200),
        (school.dao, 403),
        (school.nam, 403),
        (school.phuc, 404),
    ):
        client.force_login(person)
        assert client.get(f"{an.get_absolute_url()}data/copy/").status_code == status, person


def test_the_page_names_for_whom_and_hands_over_the_file(
    school: School, client: Client, an: Pupil
) -> None:
    client.force_login(school.van)
    address = f"{an.get_absolute_url()}data/copy/"
    mother = str(an.guardians.get().pk)
    for wrong in (
        {"guardian": mother, "reason": "Xin bản sao"},
        {"guardian": mother, "is_known": "on"},
        {"guardian": "other", "reason": "Xin bản sao", "is_known": "on"},
        {"guardian": "999999", "reason": "Xin bản sao", "is_known": "on"},
    ):
        answer = client.post(address, wrong)
        assert answer.status_code == 422
        assert ("Xin bản sao" in answer.content.decode()) == ("reason" in wrong)
    assert not DataCopy.objects.exists()
    typed = {"guardian": mother, "reason": "Xin bản sao", "is_known": "on"}
    answer = client.post(address, typed)
    assert answer["Content-Type"] == "application/zip"
    assert "Hoài An" in unpacked(answer.content)[0]
    assert "An" not in answer["Content-Disposition"]
    kept = DataCopy.objects.get()
    assert (kept.given_to, kept.relation, kept.by) == ("Trần Thị Bích", "mother", school.van)


def test_a_copy_asks_no_more_for_a_long_life_than_for_a_short_one(
    school: School, an: Pupil
) -> None:
    full_life(school, an)
    costs = []
    for number in (1, 60):
        for place in range(number):
            on = (
                date(2026, 9, 1)
                if number == 1
                else date.fromordinal(date(2027, 1, 1).toordinal() + place)
            )
            Absence.objects.create(pupil=an, on=on, is_excused=True, sessions=2)
        with CaptureQueriesContext(connection) as queries:
            hand_out(copy_for(an), school.van)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 51


def test_a_movement_keeps_its_class_and_person_by_name(school: School, an: Pupil) -> None:
    _page, data = unpacked(hand_out(copy_for(an), school.van))
    came = data["tables"]["movements"][0]
    assert (came["to_class"], came["by"]) == (str(school.class_3a), school.van.full_name)
    assert Movement.objects.get().papers == came["papers"]
