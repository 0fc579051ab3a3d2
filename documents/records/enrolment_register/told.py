"""How a line of the register is told: on paper, on screen and to a reviewer."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from documents.records.enrolment_register.lines import Line
from people.models import Guardian
from people.movements.models import Kind
from workflows.record import Part


@dataclass(frozen=True, slots=True)
class Row:
    """One pupil's line, in words."""

    number: str
    former: str
    name: str
    codes: tuple[str, ...]
    gender: str
    born_on: str
    birth_place: str
    home_place: str
    residence: str
    family: tuple[str, ...]
    coming: tuple[str, ...]
    leaving: tuple[str, ...]

    @property
    def is_void(self) -> bool:
        """Every movement was taken back: the number stays, and nobody else gets it."""
        return not self.coming


def row_of(line: Line, intake: int) -> Row:
    return Row(
        number=f"{line['number']:03d}/{intake}",
        former=line["former"],
        name=line["name"],
        codes=tuple(filter(None, (line["personal_id"], line["ministry_code"]))),
        gender=line["gender"],
        born_on=_day(line["born_on"]),
        birth_place=line["birth_place"],
        home_place=line["home_place"],
        residence=line["residence"],
        family=tuple(map(_relative, line["family"])),
        coming=tuple(map(_move, line["coming"])),
        leaving=tuple(map(_move, line["leaving"])),
    )


def part_of(line: Line, intake: int) -> Part:
    row = row_of(line, intake)
    facts = (
        *(row.name, row.gender, row.born_on, *row.codes),
        *(row.birth_place, row.home_place, row.residence),
        *(*row.family, *row.coming, *row.leaving),
    )
    said = " · ".join(filter(None, facts))
    return Part(str(line["number"]), row.number, f"{said} · {_('void')}" if row.is_void else said)


def _relative(one: Line) -> str:
    about = ", ".join(filter(None, (str(one["born"]), one["occupation"])))
    who = f"{Guardian.Relation(one['relation']).label}: {one['name']}"
    return f"{who} ({about})" if about else who


def _move(move: Line) -> str:
    place = {
        Kind.TRANSFER_IN: _("from %s"),
        Kind.TRANSFER_OUT: _("to %s"),
    }.get(Kind(move["kind"]), "%s")
    said = (
        f"{_day(move['on'])} {str(Kind(move['kind']).label).lower()}",
        _("class %s") % move["class"] if move["class"] else "",
        place % move["school"] if move["school"] else "",
        move["reason"],
        _("decision %s") % move["decision"] if move["decision"] else "",
    )
    return ", ".join(filter(None, said))


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"
