"""The sample school's enrolment registers: one sealed, one just drawn up; and the seal itself."""

import io
from math import cos, pi, sin

from django.utils import timezone
from PIL import Image, ImageDraw

from config.sample.accounts import pin_of
from config.sample.keys import CLERK, PRINCIPAL
from config.sample.school import School
from documents import signing
from documents.records.enrolment_register.models import EnrolmentRegister
from documents.signing import keys
from documents.signing.kept_pictures import keep_picture
from documents.signing.picture import read
from people.models import IntakeRegister
from workflows import steps
from workflows.loaded import StepRequest
from workflows.perform import perform
from workflows.states import Step

_EVIDENCE = "Quyết định giao quản lý con dấu và khóa ký số của nhà trường, số 16/QĐ-THHS."
_WAY = ((Step.SUBMIT, CLERK), (Step.SIGN, "minh"), (Step.LOCK, PRINCIPAL), (Step.ISSUE, CLERK))
# How many of these steps the register of each intake year has taken.
_FAR = {2025: 0, 2026: 4}
_SIZE = 360


def draw_up_registers(school: School) -> None:
    """The people have their keys already; the clerk gets the seal's."""
    _hand_over_the_seal(school)
    for intake, far in _FAR.items():
        register = EnrolmentRegister(register=IntakeRegister.objects.get(intake=intake))
        register.draw_up(timezone.localdate())
        steps.open_approval(register, by=school.staff[CLERK], school_year=school.year)
        for step, username in _WAY[:far]:
            _take(step, register, username, school)


def _take(step: Step, register: EnrolmentRegister, username: str, school: School) -> None:
    approval = register.approval
    approval.refresh_from_db()
    act = StepRequest(step, school.staff[username])
    perform(act, approval, seen=approval.version, secret=pin_of(username))


def _hand_over_the_seal(school: School) -> None:
    clerk, principal = school.staff[CLERK], school.staff[PRINCIPAL]
    seal = signing.Registration(staff=clerk, evidence=_EVIDENCE, is_seal=True)
    keys.make(signing.register(seal, principal), pin_of(CLERK))
    keep_picture(read(_picture()), principal, is_seal=True)


def _picture() -> bytes:
    """Two rings and a star: plainly a sample, like no school's seal."""
    picture = Image.new("RGBA", (_SIZE, _SIZE), (0, 0, 0, 0))
    pen, red, middle = ImageDraw.Draw(picture), (200, 0, 0, 255), _SIZE / 2
    for radius, width in ((170, 10), (118, 5)):
        box = (middle - radius, middle - radius, middle + radius, middle + radius)
        pen.ellipse(box, outline=red, width=width)
    corners = [
        (middle + radius * sin(turn * pi / 5), middle - radius * cos(turn * pi / 5))
        for turn in range(10)
        for radius in ((70, 28)[turn % 2],)
    ]
    pen.polygon(corners, fill=red)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
