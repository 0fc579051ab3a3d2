"""What is a tick, a name, a day, in cells as people fill them?"""

import pytest

from people.imports.cells import is_marked, is_ticked


@pytest.mark.parametrize("mark", ["x", "X", "✓", "✔", "√", "ü", "•", "*", 1, 1.0, True, "có", "+"])
def test_a_mark_is_a_tick(mark: object) -> None:
    assert is_marked(mark)  # type: ignore[arg-type]
    assert is_ticked(mark)  # type: ignore[arg-type]


@pytest.mark.parametrize("mark", [None, "", " ", 0, 0.0, "0", False, "không", "Không", "-", "–"])
def test_nothing_or_a_no_is_none(mark: object) -> None:
    assert not is_marked(mark)  # type: ignore[arg-type]
    assert not is_ticked(mark)  # type: ignore[arg-type]


def test_a_name_in_a_grid_is_no_tick() -> None:
    assert not is_ticked("Lê Văn Nam")
