"""Names are typed into the grid of teaching as input methods send them; no keystroke is lost or taken."""

from collections.abc import Callable

import pytest

from people.models import Assignment, Duty
from tests.journeys.visitor import Visitor
from tests.school import School

Visit = Callable[..., Visitor]
NAME = "Lê Thị Đào"


def composes(visitor: Visitor, words: str) -> None:
    """As an input method of the system does: letters under composition, then the finished word."""
    session = visitor.context.new_cdp_session(visitor.page)
    for word in words.split(" "):
        for end in range(1, len(word) + 1):
            part = word[:end]
            session.send(
                "Input.imeSetComposition",
                {"text": part, "selectionStart": len(part), "selectionEnd": len(part)},
            )
        session.send("Input.insertText", {"text": word})
        visitor.page.keyboard.press("Space")
    visitor.page.keyboard.press("Backspace")


def corrects_with_backspace(visitor: Visitor, keys: str) -> None:
    """As UniKey does without composition: plain keys, then Backspace and the letter they make.

    `keys` writes each such letter as plain>made: "d>Đ" types d, takes it back and types Đ.
    """
    for piece in keys.split("|"):
        plain, _arrow, made = piece.partition(">")
        visitor.page.keyboard.type(plain)
        if made:
            for _letter in plain:
                visitor.page.keyboard.press("Backspace")
            visitor.page.keyboard.insert_text(made)


def types_by_composition(visitor: Visitor) -> None:
    composes(visitor, NAME)


def types_by_backspace(visitor: Visitor) -> None:
    corrects_with_backspace(visitor, "L|ee>ê| Th|ij>ị| |dd>Đ|af>à|o")


@pytest.mark.parametrize("types", [types_by_composition, types_by_backspace])
def test_a_name_typed_into_the_grid_is_the_name_that_is_saved(
    school: School, visit: Visit, types: Callable[[Visitor], None]
) -> None:
    thu = visit("thu").opens(f"/years/{school.year.pk}/teaching/3/")
    cell = thu.page.get_by_label("Toán, 3A")
    cell.focus()
    thu.page.keyboard.press("Control+A")
    thu.page.keyboard.press("Delete")
    types(thu)
    assert cell.input_value() == NAME
    with thu.page.expect_navigation():
        thu.presses("Control+Enter")
    thu.looks_around()
    held = Assignment.objects.filter(duty=Duty.SUBJECT_TEACHER, subject=school.toan, ends_on=None)
    assert [one.staff for one in held] == [school.dao]
