"""The enrolment register: the signed view of the movements, sealed last, drawn up by the office alone."""

import io
from datetime import date

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import translation
from PIL import Image

from documents import archive, rendering, signing
from documents.models import SigningKey
from documents.records.enrolment_register.lines import lines
from documents.records.enrolment_register.models import EnrolmentRegister
from documents.signing import anchors
from documents.signing.examination import Verdict, examine
from documents.signing.kept_pictures import keep_picture
from documents.signing.picture import read
from documents.stages import shown_file
from people.models import Duty, Guardian, IntakeRegister, Movement
from people.movements import acts
from people.movements.models import Kind
from people.refusals import NotYours
from tests import school as people
from tests.documents.records.plans import PIN, sign
from tests.people.pupils_of import move, pupil
from tests.refused import refused
from workflows import compare, steps
from workflows.states import State, Step

TODAY = date(2026, 11, 24)


@pytest.fixture
def office(signing_school: people.School) -> people.School:
    """The clerk has a key of her own and the school's seal, with its picture."""
    people.give_keys(signing_school, [signing_school.van], PIN)
    seal = signing.Registration(staff=signing_school.van, evidence="Đã xem.", is_seal=True)
    signing.keys.make(signing.register(seal, signing_school.thu), PIN)
    disc = io.BytesIO()
    Image.new("RGBA", (200, 200), (200, 0, 0, 255)).save(disc, "PNG")
    keep_picture(read(disc.getvalue()), signing_school.thu, is_seal=True)
    return signing_school


@pytest.fixture
def intake(office: people.School) -> IntakeRegister:
    """Three numbers: one here, one gone to another school, one whose admission was a mistake."""
    for name in ("Trần Văn Bình", "Lê Thị Chi", "Phạm Văn Dũng"):
        move(pupil(name, residence="Ấp 2, xã Tân Tập"), Kind.ADMISSION, office.class_3a, office.van)
    binh, chi, dung = Movement.objects.order_by("pk")
    Guardian.objects.create(
        pupil=binh.pupil, relation="mother", full_name="Lê Thị Mai", born_year=1990
    )
    leaving = {
        "on": date(2026, 10, 5),
        "other_school": "TH Long Hậu",
        "reason": "Gia đình chuyển nhà",
    }
    move(chi.pupil, Kind.TRANSFER_OUT, None, office.van, **leaving)
    acts.reverse(dung, office.thu, "Nhập nhầm trường")
    return IntakeRegister.objects.get(intake=2026)


def drawn_up(
    school: people.School, intake: IntakeRegister, by: people.Staff | None = None
) -> EnrolmentRegister:
    register = EnrolmentRegister(register=intake)
    register.draw_up(TODAY)
    steps.open_approval(register, by=by or school.van, school_year=school.year)
    return register


def sealed(school: people.School, register: EnrolmentRegister) -> EnrolmentRegister:
    for step, by in (
        (Step.SUBMIT, school.van),
        (Step.SIGN, school.minh),
        (Step.LOCK, school.thu),
        (Step.ISSUE, school.van),
    ):
        sign(step, register.approval, by)
    return register


def test_every_number_has_its_line_whatever_became_of_the_pupil(intake: IntakeRegister) -> None:
    binh, chi, dung = lines(intake, TODAY)
    assert [line["number"] for line in (binh, chi, dung)] == [1, 2, 3]
    assert binh["family"] == [
        {"relation": "mother", "name": "Lê Thị Mai", "born": 1990, "occupation": ""}
    ]
    assert chi["leaving"][0] | {"on": "", "class": ""} == {
        "kind": "transfer_out",
        "on": "",
        "class": "",
        "school": "TH Long Hậu",
        "reason": "Gia đình chuyển nhà",
        "decision": "",
    }
    assert dung["coming"] == []
    assert lines(intake, date(2026, 9, 30))[1]["leaving"] == [], "the pupil was still here then"


def test_the_office_draws_it_up_and_two_others_judge_before_the_seal(
    office: people.School, intake: IntakeRegister, pdf_text
) -> None:
    register = sealed(office, drawn_up(office, intake))
    assert register.approval.state == State.ISSUED
    paper = archive.read(shown_file(register).sha256)
    found = examine(paper, anchors.trust())
    assert found.verdict == Verdict.GENUINE
    assert [one.signer for one in found.signatures] == [
        *("Võ Thị Vân", "Đỗ Quang Minh", "Nguyễn Thị Thu"),
        signing.name_in(_seal_certificate()),
    ]
    said = pdf_text(paper)
    for words in (
        "SỔ ĐĂNG BỘ HỌC SINH",
        "001/2026",
        "003/2026",
        "Đã hủy, số không cấp lại",
        "VĂN THƯ",
    ):
        assert words in said
    assert "TH Long Hậu" in said


def _seal_certificate() -> bytes:
    return bytes(SigningKey.objects.get(registration__is_seal=True).certificate)


def test_the_seal_covers_the_left_third_of_the_principals_signature(
    office: people.School, intake: IntakeRegister
) -> None:
    register = drawn_up(office, intake)
    paper = rendering.render(register.print_template, register.print_context())
    boxes = {box.name: box for box in paper.boxes}
    principal, seal = boxes["principal"].rect, boxes["clerk"].rect
    third = principal[0] + (principal[2] - principal[0]) / 3
    assert seal[0] < principal[0] < seal[2]
    assert seal[2] == pytest.approx(third, abs=6), (
        "36 mm across: a little more or less than a third"
    )
    assert seal[2] - seal[0] == pytest.approx(36 / 25.4 * 72, abs=1), "as large as the seal is"
    assert seal[0] > boxes["vice_principal"].rect[2], "and touches nobody else's"


def test_the_seal_is_drawn_in_red_over_the_signature(
    office: people.School, intake: IntakeRegister
) -> None:
    register = drawn_up(office, intake)
    for step, by in ((Step.SUBMIT, office.van), (Step.SIGN, office.minh), (Step.LOCK, office.thu)):
        sign(step, register.approval, by)
    before = _red(register)
    sign(Step.ISSUE, register.approval, office.van)
    assert _red(register) > before + 2_000


def _red(register: EnrolmentRegister) -> int:
    document = pypdfium2.PdfDocument(archive.read(shown_file(register).sha256))
    document.init_forms()
    picture = document[len(document) - 1].render(may_draw_forms=True).to_pil().convert("RGB")
    document.close()
    return sum(r > 150 and g < 90 and b < 90 for r, g, b in picture.get_flattened_data())


def test_a_movement_since_it_was_drawn_up_is_noticed_before_signing(
    office: people.School, intake: IntakeRegister
) -> None:
    register = drawn_up(office, intake)
    move(pupil("Võ Thị Em"), Kind.ADMISSION, office.class_3a, office.van)
    with refused("lines_have_changed", naming="1"):
        sign(Step.SUBMIT, register.approval, office.van)
    register.draw_up(TODAY)
    register.save()
    assert sign(Step.SUBMIT, register.approval, office.van)


def test_nobody_but_the_office_begins_one(
    office: people.School, intake: IntakeRegister, at_screen
) -> None:
    for person in (office.dao, office.hoa, office.minh, office.thu):
        with pytest.raises(NotYours):
            drawn_up(office, intake, by=person)
        new = at_screen(person).post(reverse("enrolment_register:new"), {"intake": 2026})
        assert new.status_code == 403
    assert not EnrolmentRegister.objects.exists()


def test_it_is_the_clerks_post_that_draws_it_up_a_substitute_in_the_clerks_place(
    office: people.School, intake: IntakeRegister
) -> None:
    with pytest.raises(NotYours):
        drawn_up(office, intake, by=office.hoa)
    office.substitution(absent=office.van, substitute=office.hoa)
    register = drawn_up(office, intake, by=office.hoa)
    event = register.approval.events.get()
    assert (event.by, event.acting_for) == (office.hoa, office.van)


def test_the_screen_draws_it_up_once_and_anew_as_of_today(
    office: people.School, intake: IntakeRegister, at_screen
) -> None:
    window = at_screen(office.van)
    assert b"001/2026" in window.get(reverse("enrolment_register:list")).content
    answer = window.post(reverse("enrolment_register:new"), {"intake": 2026})
    register = EnrolmentRegister.objects.get()
    assert answer.url == register.get_edit_url()
    move(pupil("Võ Thị Em"), Kind.ADMISSION, office.class_3a, office.van)
    with translation.override("en"):
        shown = window.get(
            register.get_edit_url(), headers={"accept-language": "en"}
        ).content.decode()
    assert "Lê Thị Mai" in shown
    assert "Võ Thị Em" not in shown
    window.post(register.get_edit_url())
    register.refresh_from_db()
    assert [line["name"] for line in register.lines][-1] == "Võ Thị Em"
    window.post(reverse("enrolment_register:new"), {"intake": 2026})
    assert EnrolmentRegister.objects.count() == 1
    refused = window.post(reverse("enrolment_register:new"), {"intake": 1999})
    assert refused.status_code == 422


def test_a_draft_belongs_to_who_drew_it_up(
    office: people.School, intake: IntakeRegister, at_screen
) -> None:
    people.Assignment.objects.create(
        staff=office.phuc, duty=Duty.RECORDS_BOARD, starts_on=office.year.starts_on
    )
    register = drawn_up(office, intake)
    assert at_screen(office.phuc).post(register.get_edit_url()).status_code == 404
    assert at_screen(office.dao).get(reverse("enrolment_register:list")).status_code == 403


def test_a_new_revision_says_which_lines_changed(
    office: people.School, intake: IntakeRegister
) -> None:
    register = sealed(office, drawn_up(office, intake))
    sign(Step.REVISE, register.approval, office.van)
    binh = Movement.objects.order_by("pk")[0].pupil
    move(binh, Kind.WITHDRAWAL, None, office.van, on=date(2026, 11, 20), reason="Theo gia đình")
    register = EnrolmentRegister.objects.select_related("approval").get()
    register.draw_up(TODAY)
    register.save()
    sign(Step.SUBMIT, register.approval, office.van)
    changed = compare.with_the_one_before(register.approval, compare.last_two(register.approval))
    assert [c.part.label for c in changed if c.is_changed] == ["001/2026"]


@pytest.mark.both_databases
def test_the_pages_ask_as_often_for_three_pupils_as_for_ninety(
    office: people.School, intake: IntakeRegister, at_screen, django_assert_max_num_queries
) -> None:
    window = at_screen(office.van)
    for number in range(90):
        move(pupil(f"Nguyễn Văn A{number}"), Kind.ADMISSION, office.class_3a, office.van)
    with django_assert_max_num_queries(15):
        window.get(reverse("enrolment_register:list"))
    register = drawn_up(office, intake)
    with django_assert_max_num_queries(15):
        assert window.get(register.get_edit_url()).status_code == 200
