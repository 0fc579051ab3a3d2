"""Who may do what today, and by which duty: at the desks of each record type, and with people's data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from people.door import ACTS, Act
from people.duties import STAND_INS, in_force
from people.models import Assignment, Duty, Substitution
from people.powers import Powers
from workflows import registry
from workflows.states import Step

MAY, STANDS_IN = "may", "stands in"


@dataclass(frozen=True, slots=True)
class Right:
    """Something that may be done, and what each duty has to do with it.

    Without a duty it is everybody's, for what is one's own.
    """

    label: str
    duties: Mapping[Duty, str] = field(default_factory=dict)
    in_person: bool = True

    @property
    def cells(self) -> list[str]:
        """In the order of the duties."""
        return [self.duties.get(duty, "") for duty in Duty]

    def is_had_by(self, duty: str, *, in_person: bool) -> bool:
        mine = self.duties.get(Duty(duty)) == MAY
        return mine and (in_person or not self.in_person)


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    rights: list[Right]


@dataclass(frozen=True, slots=True)
class Reason:
    """A duty somebody has today, in person or for somebody absent, and what it allows."""

    duty: Assignment
    substitution: Substitution | None
    allowed: list[Section]


def sections() -> list[Section]:
    """The record types first, each with its way; then what is done with people's data."""
    kinds = [Section(_capitalized(kind.title), list(_of(kind))) for kind in registry.all_types()]
    acts = [_of_act(act) for act in ACTS.all()]
    return [*kinds, Section(_("People and the school year"), acts)]


def _of(kind: registry.RecordType) -> Iterator[Right]:
    yield Right(_("Draft and submit"), dict.fromkeys(kind.drafted_by, MAY))
    for desk in kind.desks:
        yield Right(str(desk.step.label), _desk(desk.duty), in_person=False)
    judges = dict.fromkeys((desk.duty for desk in kind.desks), MAY)
    yield Right(str(Step.SEND_BACK.label), judges, in_person=False)
    yield Right(str(Step.UNLOCK.label), _desk(Duty.PRINCIPAL), in_person=False)


def _desk(duty: Duty) -> dict[Duty, str]:
    return {**dict.fromkeys(STAND_INS[duty], STANDS_IN), duty: MAY}


def _of_act(act: Act) -> Right:
    return Right(str(act.label), dict.fromkeys(act.may, MAY), act.in_person)


def reasons(powers: Powers) -> list[Reason]:
    """Why this person may do what today: one entry for each duty, the own ones first."""
    stands_in = {
        one.absent_id: one
        for one in Substitution.objects.filter(
            in_force(powers.on), substitute=powers.staff
        ).select_related("absent")
    }
    own = powers.staff.pk
    found = [
        Reason(
            row,
            None if row.staff_id == own else stands_in.get(row.staff_id),
            _allowed(row.duty, in_person=row.staff_id == own),
        )
        for row in powers.duties
    ]
    return sorted(found, key=lambda one: one.substitution is not None)


def _allowed(duty: str, *, in_person: bool) -> list[Section]:
    found = [
        Section(each.title, [r for r in each.rights if r.is_had_by(duty, in_person=in_person)])
        for each in sections()
    ]
    return [each for each in found if each.rights]


def everybodys() -> Sequence[Section]:
    """What needs no duty."""
    found = [Section(each.title, [r for r in each.rights if not r.duties]) for each in sections()]
    return [each for each in found if each.rights]


def _capitalized(words: str) -> str:
    return words[:1].upper() + words[1:]
