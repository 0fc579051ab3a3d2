"""What is missing or undecided for a pupil's transcript: where it is put right, and who can do that."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.assessment.rules.completion import Completion
from documents.assessment.rules.written_comments import WRITTEN
from documents.records.transcript.facts import Facts
from people.models import Duty


@dataclass(frozen=True, slots=True)
class Gap:
    """`place` names the page where it is put right, `owner` the duty that can."""

    code: str
    sentence: Any
    place: str
    owner: Duty
    is_blocking: bool = True


# As on the birth certificate (Thông tư 27, phụ lục 1): who keeps the pupil's data enters them.
_PERSONAL = {
    "gender": _("The sex is missing."),
    "ethnicity": _("The ethnic group is missing."),
    "nationality": _("The nationality is missing."),
    "birth_place": _("The place of birth is missing."),
    "home_place": _("The native place is missing."),
    "residence": _("The present residence is missing."),
    "register_number": _("There is no number in the enrolment register."),
}
# The ministry's digital transcript wants them; the paper does not.
_DIGITAL = {
    "personal_id": _("Without a personal ID there is no digital transcript."),
    "ministry_code": _("Without the ministry's pupil code there is no digital transcript."),
    "mother": _("Without the mother's name there is no digital transcript."),
}
_DECIDED_BY_PRINCIPAL = frozenset({Completion.MOVED_UP.value, Completion.KEPT_BACK.value})
_UNDECIDED = {
    Completion.UNKNOWN.value: _("The result of the year cannot be computed yet."),
    Completion.TO_SUPPLEMENT.value: _("The supplementary assessment is still to come."),
    Completion.TO_DECIDE.value: _("The principal has not decided yet whether the pupil moves up."),
}


def gaps_in(facts: Facts) -> list[Gap]:
    return [gap for check in _CHECKS for gap in check(facts)]


def _personal(facts: Facts) -> Iterator[Gap]:
    for name, sentence in _PERSONAL.items():
        if not facts["pupil"][name]:
            yield Gap(f"{name}_missing", sentence, "pupil", Duty.CLERK)


def _digital(facts: Facts) -> Iterator[Gap]:
    for name, sentence in _DIGITAL.items():
        if not facts["pupil"][name]:
            yield Gap(f"{name}_missing", sentence, "pupil", Duty.CLERK, is_blocking=False)


def _body(facts: Facts) -> Iterator[Gap]:
    if not facts["body"]["height"]:
        sentence = _("Height and weight were not measured this year.")
        yield Gap("not_measured", sentence, "sizes", Duty.HOMEROOM_TEACHER)


def _comments(facts: Facts) -> Iterator[Gap]:
    """Who is not assessed has none."""
    is_assessed = any(subject["level"] for subject in facts["subjects"])
    if is_assessed and not all(facts["comments"][each.code] for each in WRITTEN):
        sentence = _("A comment of the year's end is missing: the sheet has to be opened.")
        yield Gap("comment_missing", sentence, "book", Duty.HOMEROOM_TEACHER)


def _result(facts: Facts) -> Iterator[Gap]:
    completion = facts["completion"]
    if completion in _UNDECIDED:
        is_unknown = completion == Completion.UNKNOWN.value
        place = "book" if is_unknown else "supplements"
        is_principals = completion == Completion.TO_DECIDE.value
        owner = Duty.PRINCIPAL if is_principals else Duty.HOMEROOM_TEACHER
        yield Gap(f"completion_{completion}", _UNDECIDED[completion], place, owner)
    elif not facts["result"] and completion not in _DECIDED_BY_PRINCIPAL:
        sentence = _("The result of the year is missing.")
        yield Gap("result_missing", sentence, "book", Duty.HOMEROOM_TEACHER)


def lacks_earlier_years(facts: Facts) -> bool:
    """Before the school began with Sổ Ký, or at another school: not known here, and told for the class."""
    return len(facts["history"]) < int(facts["grade"])


_CHECKS: tuple[Callable[[Facts], Iterator[Gap]], ...] = (
    _personal,
    _body,
    _comments,
    _result,
    _digital,
)
