"""What must be right with an enrolment register before it may be submitted."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from documents.records.enrolment_register.lines import lines
from documents.records.enrolment_register.models import EnrolmentRegister
from people.refusals import Problem


def problems(register: EnrolmentRegister) -> list[Problem]:
    return [*_numbers(register), *_still_true(register)]


def _numbers(register: EnrolmentRegister) -> Iterator[Problem]:
    given = [line["number"] for line in register.lines]
    if not given:
        yield Problem(
            _("No pupil of this intake year has a number yet."), "no_numbers_yet", "as_of"
        )
    elif given != list(range(1, len(given) + 1)):
        yield Problem(
            _("The numbers have a gap. Tell the records board."), "numbers_have_gap", "as_of"
        )


def _still_true(register: EnrolmentRegister) -> Iterator[Problem]:
    """What is signed is what the movements say, not what they said when somebody began."""
    now = lines(register.register, register.as_of)
    before = {line["number"]: line for line in register.lines}
    changed = [line["number"] for line in now if before.get(line["number"]) != line]
    if changed:
        yield Problem(
            _("Since this was drawn up, %d line(s) have changed: draw it up anew.") % len(changed),
            "lines_have_changed",
            "as_of",
        )
