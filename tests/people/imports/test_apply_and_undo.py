"""Is exactly what was shown applied, by whoever may, in one go; and taken back while it still can be?"""

from datetime import date, timedelta
from threading import Thread
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from people.door import happened
from people.imports import apply as applying
from people.imports.apply import apply
from people.imports.dry_run import Asked, compare, judge_again
from people.imports.forgetting import DAYS_APPLIED, DAYS_COMPARED, forget, forget_what_is_old
from people.imports.models import ImportRun
from people.imports.pupils import writing
from people.imports.undo import undo
from people.imports.verdicts import Verdict
from people.models import (
    Enrolment,
    Guardian,
    Movement,
    ProtectedFacts,
    Pupil,
    Reading,
    RegisterEntry,
    SchoolClass,
    SchoolYear,
    Staff,
)
from people.movements.acts import move
from people.movements.models import Kind
from people.pupils.acts import save_pupil
from people.pupils.seen import vitae_fingerprint
from people.refusals import Refusal
from tests.people.imports.conftest import FIRST_DAY, Desk
from tests.people.imports.sheets import AN, BINH, CHI, HEADINGS, xlsx
from tests.refused import refused
from tests.school import School, found

pytestmark = pytest.mark.both_databases

MORE = [*HEADINGS, "Dân tộc", "Họ tên mẹ", "Năm sinh mẹ"]


def pupils(*rows: list[Any], headings: list[str] = HEADINGS) -> bytes:
    return xlsx({"3A": [headings, *rows]})


def one() -> Pupil:
    return Pupil.objects.get()


@pytest.fixture
def told(db: None) -> Any:
    """What the door told the trail."""
    heard: list[tuple[str, dict[str, Any]]] = []

    def listen(kind: str, about: dict[str, Any], **_others: Any) -> None:
        heard.append((kind, dict(about)))

    happened.connect(listen, weak=False)
    yield heard
    happened.disconnect(listen)


def test_new_pupils_are_admitted_with_number_history_and_trail(desk: Desk, told: Any) -> None:
    run = desk.apply(pupils([*AN, "Ê Đê", "Lê Thị Tư", 1990], BINH, headings=MORE))
    an, binh = Pupil.objects.order_by("pk")
    assert (an.full_name, an.surname, an.middle_name, an.given_name) == (
        *("Nguyễn Văn An", "Nguyễn", "Văn", "An"),
    )
    assert (an.gender, an.born_on, an.ministry_code) == ("nam", date(2018, 5, 3), "7912345678")
    assert an.nationality == "Việt Nam"
    assert binh.name_key > an.name_key > ""
    assert an.protected.ethnicity == "Ê Đê"
    assert (an.guardians.get().full_name, an.guardians.get().born_year) == ("Lê Thị Tư", 1990)
    movement = an.movements.get()
    assert (movement.kind, movement.on, movement.by) == ("admission", FIRST_DAY, desk.by)
    assert [str(entry) for entry in RegisterEntry.objects.all()] == ["001/2026", "002/2026"]
    assert Enrolment.objects.filter(school_class__name="3A", ends_on=None).count() == 2
    for row in (an, an.protected, an.guardians.get()):
        [line] = row.history.all()
        assert (line.history_type, line.history_user_id) == ("+", desk.by.pk)
    assert told == [
        (
            "pupils_imported",
            {
                "year": desk.year.pk,
                "file": run.sha256[:16],
                "run": run.pk,
                "new": 2,
                "changed": 0,
            },
        )
    ]
    assert (run.state, run.applied_by, run.rows) == ("applied", desk.by, None)


def test_only_what_a_cell_says_is_changed_and_an_empty_one_changes_nothing(desk: Desk) -> None:
    desk.apply(pupils([*AN, "Ê Đê", "Lê Thị Tư", 1990], headings=MORE))
    again = [*AN[:2], "Nguyễn Văn An", date(2018, 5, 4), "", "", "", "Lê Thị Tư", 1991]
    run = desk.apply(pupils(again, headings=MORE))
    [verdict] = run.verdicts
    assert verdict["changes"] == [
        ["born_on", "2018-05-03", "2018-05-04"],
        ["mother_born_year", "1990", "1991"],
    ]
    an = one()
    assert (an.born_on, an.gender, an.protected.ethnicity) == (date(2018, 5, 4), "nam", "Ê Đê")
    assert an.guardians.get().born_year == 1991
    assert [line.history_type for line in an.history.all()] == ["~", "+"]
    assert an.protected.history.count() == 1
    assert Movement.objects.count() == 1
    undo(run, desk.by)
    an = one()
    assert (an.born_on, an.guardians.get().born_year) == (date(2018, 5, 3), 1990)


def test_a_code_that_was_missing_is_added_to_the_pupil_of_that_name_and_day(desk: Desk) -> None:
    desk.apply(pupils([*AN[:1], "", *AN[2:]]))
    run = desk.apply(pupils(AN))
    assert run.counts == {"new": 0, "changed": 1, "unchanged": 0, "refused": 0}
    assert one().ministry_code == "7912345678"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ([*AN[:5], "3B"], "this pupil is in 3A (2026–2027); moving is done on the pupil's page"),
        ([*AN[:2], "Võ Thị Yến", date(2018, 9, 9), *AN[4:]], "this code belongs to Nguyễn Văn An"),
        ([AN[0], "7912345679", *AN[2:]], "the two codes belong to two different pupils"),
    ],
)
def test_a_list_that_may_mean_somebody_else_is_refused(
    school: School, desk: Desk, row: list[Any], reason: str
) -> None:
    SchoolClass.objects.create(year=school.year, grade=3, name="3B")
    headings = [*HEADINGS, "Số định danh cá nhân"]
    desk.apply(pupils([*AN, "079218001234"], [*BINH, "079318005678"], headings=headings))
    run = desk.compare(pupils([*row, "079218001234"], headings=headings))
    [verdict] = run.verdicts
    assert verdict["outcome"] == "refused"
    assert reason in " ".join(verdict["reasons"])


def test_of_two_pupils_alike_the_class_decides_else_nobody(school: School, desk: Desk) -> None:
    SchoolClass.objects.create(year=school.year, grade=3, name="3B")
    no_code = [*AN[:1], "", *AN[2:5]]
    desk.apply(xlsx({"x": [HEADINGS, [*no_code, "3A"], [*no_code, "3B"]]}))
    run = desk.compare(xlsx({"x": [[*HEADINGS, "Ghi chú"], [*no_code, "3B", "ngồi bàn đầu"]]}))
    [verdict] = run.verdicts
    assert verdict["target"] == Enrolment.objects.get(school_class__name="3B").pupil_id
    run = desk.compare(xlsx({"x": [HEADINGS[:5], no_code]}))
    [verdict] = run.verdicts
    assert (verdict["outcome"], verdict["target"]) == ("refused", None)


def test_pupils_of_1d_and_1dd_come_into_their_own_classes(desk: Desk) -> None:
    book = xlsx({"1D": [HEADINGS[:-1], AN[:-1]], "Lớp 1Đ": [HEADINGS[:-1], BINH[:-1]]})
    desk.apply(book, make_missing=True)
    there = Enrolment.objects.values_list("school_class__name", "pupil__given_name")
    assert sorted(there) == [("1D", "An"), ("1Đ", "Bình")]
    again = desk.compare(book, make_missing=True)
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0}


def test_who_has_left_is_not_brought_back_by_a_list(school: School, desk: Desk) -> None:
    desk.apply(pupils(AN))
    gone = Movement(pupil=one(), kind=Kind.WITHDRAWAL, on=date(2026, 10, 1), reason="Chuyển nơi ở")
    move(gone, school.thu)
    run = desk.compare(pupils(AN))
    assert run.verdicts[0]["reasons"] == [
        "F2: this pupil has left; taking back is done on the pupil's page."
    ]


def test_what_changed_since_the_comparison_is_compared_anew(school: School, desk: Desk) -> None:
    desk.apply(pupils(AN))
    run = desk.compare(pupils([*AN[:4], "Nữ", "3A"], BINH))
    an = one()
    an.gender = "nữ"
    save_pupil(an, [], school.thu, school.class_3a.pk, seen=vitae_fingerprint(an))
    with refused("changed_meanwhile"):
        apply(run, run.fingerprint, desk.by)
    assert Pupil.objects.count() == 1
    run.refresh_from_db()
    assert run.counts == {"new": 1, "changed": 0, "unchanged": 1, "refused": 0}
    apply(run, run.fingerprint, desk.by)
    assert Pupil.objects.count() == 2


def test_the_same_file_is_applied_once(desk: Desk) -> None:
    run, same = desk.compare(pupils(AN)), desk.compare(pupils(AN))
    apply(run, run.fingerprint, desk.by)
    with refused("import_not_open"):
        apply(run, run.fingerprint, desk.by)
    with refused("changed_meanwhile"):
        apply(same, same.fingerprint, desk.by)
    assert Pupil.objects.count() == 1


def test_if_anything_fails_nothing_was_done(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    run = desk.compare(pupils(AN, BINH))

    def fails(*_args: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(writing, "record_many", fails)
    with pytest.raises(OSError, match="the disk"):
        apply(run, run.fingerprint, desk.by)
    run.refresh_from_db()
    assert run.state == "compared"
    for model in (Pupil, Guardian, ProtectedFacts, Movement, Enrolment, RegisterEntry):
        assert not model.objects.exists()
    assert not Pupil.history.exists()


def test_who_may_not_import_cannot_by_any_way_in(school: School, desk: Desk) -> None:
    with pytest.raises(Refusal):
        desk.compare(pupils(AN), by=school.hoa)
    run = desk.compare(pupils(AN))
    for person in (school.dao, school.hoa):
        with pytest.raises(Refusal):
            apply(run, run.fingerprint, person)
    run = apply(run, run.fingerprint, school.minh)
    with pytest.raises(Refusal):
        undo(run, school.hoa)
    assert Enrolment.objects.count() == 1


def test_an_undone_import_leaves_nobody_in_class_and_can_be_done_again(
    desk: Desk, told: Any
) -> None:
    run = desk.apply(pupils(AN, BINH))
    undo(run, desk.by)
    assert told[-1] == ("import_undone", {"run": run.pk})
    assert not Enrolment.objects.exists()
    assert Movement.objects.filter(reversal=None).count() == 0
    run.refresh_from_db()
    assert (run.state, run.made, run.verdicts) == ("undone", None, None)
    with refused("import_stays"):
        undo(run, desk.by)
    again = desk.apply(pupils(AN, BINH))
    assert again.counts == {"new": 0, "changed": 2, "unchanged": 0, "refused": 0}
    assert Enrolment.objects.count() == 2
    # A number once given stays the pupil's.
    assert [str(entry) for entry in RegisterEntry.objects.all()] == ["001/2026", "002/2026"]


def test_what_stands_on_an_import_keeps_it_from_being_undone(school: School, desk: Desk) -> None:
    three_b = SchoolClass.objects.create(year=school.year, grade=3, name="3B")
    run = desk.apply(pupils(AN, BINH, CHI))
    an, binh, _chi = Pupil.objects.order_by("pk")
    change = Movement(
        pupil=an, kind=Kind.CLASS_CHANGE, on=date(2026, 10, 1), to_class=three_b, reason="Đông"
    )
    move(change, school.thu)
    with refused("pupils_moved_since", naming="Nguyễn Văn An"):
        undo(run, desk.by)
    Reading.objects.create(pupil=binh, by=school.thu, purpose="page")  # looking hinders nothing
    other = desk.apply(pupils([*BINH[:4], "Nam", "3A"]))
    binh.gender = "nữ"
    save_pupil(binh, [], school.thu, school.class_3a.pk, seen=vitae_fingerprint(binh))
    with refused("pupils_changed_since", naming="Trần Thị Bình"):
        undo(other, desk.by)
    assert Enrolment.objects.filter(ends_on=None).count() == 3


def test_who_was_worked_on_since_is_not_taken_back(school: School, desk: Desk) -> None:
    """A new pupil, of whom the homeroom teacher has meanwhile written a guardian."""
    run = desk.apply(pupils(AN, BINH))
    an = Pupil.objects.get(given_name="An")
    mother = Guardian(relation="mother", full_name="Lê Thị Tư")
    save_pupil(an, [mother], school.thu, school.class_3a.pk, seen=vitae_fingerprint(an))
    with refused("pupils_changed_since", naming="Nguyễn Văn An"):
        undo(run, desk.by)
    assert Enrolment.objects.count() == 2


def test_the_number_of_the_paper_register_comes_along_and_a_given_number_stays(
    school: School, desk: Desk
) -> None:
    headings = [*HEADINGS, "Số đăng bộ"]
    desk.apply(xlsx({"a": [headings, [*AN, "215/2023"]]}))
    entry = RegisterEntry.objects.get()
    assert (str(entry), entry.former_number) == ("001/2026", "215/2023")
    again = desk.compare(xlsx({"a": [headings, [*AN, "999/2023"]]}))
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 1, "refused": 0}


def test_what_files_say_of_people_is_emptied_in_time(desk: Desk) -> None:
    kept = desk.compare(pupils(AN))
    done = desk.apply(pupils(BINH, [*CHI[:3], 2018, *CHI[4:]]))
    assert [bool(one["values"]) for one in done.verdicts] == [False, True]
    later = timezone.now() + timedelta(days=DAYS_COMPARED, minutes=1)
    with time_machine.travel(later, tick=False):
        assert forget_what_is_old() == 1
    kept.refresh_from_db()
    assert (kept.rows, kept.verdicts) == (None, None)
    with refused("import_not_open"):
        apply(kept, kept.fingerprint, desk.by)
    with time_machine.travel(timezone.now() + timedelta(days=DAYS_APPLIED, minutes=1), tick=False):
        assert forget_what_is_old() == 1
    done.refresh_from_db()
    assert (done.made, done.verdicts) == (None, None)
    assert done.counts["new"] == 1


def test_the_worker_is_told_when_to_empty_them(desk: Desk, settings: LazySettings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    desk.apply(pupils(AN))
    due = DBTaskResult.objects.order_by("run_after")
    assert [one.task_path for one in due] == ["people.imports.forgetting.forget"] * 2
    days = [(one.run_after - timezone.now()).days for one in due]
    assert days == [DAYS_COMPARED, DAYS_APPLIED]
    with time_machine.travel(due[1].run_after, tick=False):
        forget.call()
    assert not ImportRun.objects.exclude(rows=None, verdicts=None, made=None).exists()


def test_missing_classes_are_made_with_their_grade(desk: Desk) -> None:
    run = desk.apply(xlsx({"Lớp 5C": [HEADINGS[:5], AN[:5]]}), make_missing=True)
    made = SchoolClass.objects.get(pk__in=run.made["classes"])
    assert (made.name, made.grade, made.year) == ("5C", 5, desk.year)


def test_a_locked_year_takes_no_list(school: School, desk: Desk) -> None:
    run = desk.compare(pupils(AN))
    SchoolYear.objects.update(state=SchoolYear.State.LOCKED)
    with refused("year_locked"):
        apply(run, run.fingerprint, desk.by)
    desk.year.refresh_from_db()
    with refused("year_locked"):
        desk.compare(pupils(AN))
    assert not Pupil.objects.exists()


@pytest.mark.usefixtures("real_commits")
@pytest.mark.django_db(transaction=True)
def test_two_files_applied_at_the_same_moment_make_one_pupil(
    monday: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have been compared when nobody was there; the second is refused, not added."""
    school = found()
    asked = Asked("pupils", school.year, FIRST_DAY)
    no_code = pupils([*AN[:1], "", *AN[2:]])
    runs = [compare(no_code, "a.xlsx", asked, school.van) for _ in range(2)]
    answers: list[str] = []

    def work(run: ImportRun) -> None:
        try:
            answers.append(apply(run, run.fingerprint, school.van).state)
        except Refusal:
            answers.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=work, args=(run,)) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["applied", "refused"]
    assert Pupil.objects.count() == 1


@pytest.mark.only_on("postgresql")
@pytest.mark.usefixtures("real_commits")
@pytest.mark.django_db(transaction=True)
def test_a_pupil_entered_by_hand_at_that_very_moment_is_compared_anew(
    monday: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the last look and the writing somebody else enters the same code."""
    school = found()
    run = compare(pupils(AN), "a.xlsx", Asked("pupils", school.year, FIRST_DAY), school.van)

    def enter() -> None:
        fields = {"given_name": "An", "gender": "nam", "born_on": AN[3], "ministry_code": AN[1]}
        Pupil.objects.create(surname="Nguyễn", middle_name="Văn", **fields)
        connection.close()

    def then_somebody_enters(run: ImportRun, by: Staff) -> list[Verdict]:
        verdicts = judge_again(run, by)
        if not Pupil.objects.exists():
            thread = Thread(target=enter)
            thread.start()
            thread.join()
        return verdicts

    monkeypatch.setattr(applying, "judge_again", then_somebody_enters)
    with refused("changed_meanwhile"):
        apply(run, run.fingerprint, school.van)
    run.refresh_from_db()
    assert (run.state, run.counts["new"], run.counts["changed"]) == ("compared", 0, 1)
    assert Pupil.objects.count() == 1


def test_who_is_known_stays_in_class_whatever_a_list_says_of_leaving(desk: Desk) -> None:
    desk.apply(xlsx({"3A": [HEADINGS, AN]}))
    run = desk.compare(xlsx({"3A": [[*HEADINGS, "Tình trạng"], [*AN[:5], "3A", "Bỏ học"]]}))
    assert [(one["outcome"], one["remarks"]) for one in run.verdicts] == [
        (
            "unchanged",
            ["G2: “Bỏ học”: nothing is changed by that; leaving is done on the pupil's page."],
        )
    ]


def test_new_classes_keep_what_parts_their_numbers(school: School, desk: Desk) -> None:
    SchoolClass.objects.create(year=school.year, grade=1, name="1-2")
    SchoolClass.objects.create(year=school.year, grade=1, name="1/2")
    said = ["1/1", "1.1", "Lớp 1/3", "11", "1-2", "1/2", "1.2"]
    rows = [
        [str(number), f"79123456{number}0", f"Võ Văn {'ABCDEGH'[number]}", *AN[3:5], name]
        for number, name in enumerate(said)
    ]
    run = desk.apply(pupils(*rows), make_missing=True)
    assert run.counts["new"] == len(rows)
    there = Enrolment.objects.order_by("pupil__ministry_code")
    names = there.values_list("school_class__name", flat=True)
    assert list(names) == ["1/1", "1/1", "1/3", "11", "1-2", "1/2", names[6]]
    assert sorted(SchoolClass.objects.filter(grade=1).values_list("name", flat=True)) == [
        *("1-2", "1/1", "1/2", "1/3", "11"),
    ]
