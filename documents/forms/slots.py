"""Where on a laid out form texts will stand: the elements with a ``data-slot``, page by page."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from documents.paper import CannotRender

CODE = "code"  # not for a text: for the drawing that leads to the paper's own address
_TOLERANCE = 0.1  # CSS pixels: what adding up lengths may lose
_ACROSS = {"left": 0.0, "start": 0.0, "center": 0.5, "right": 1.0, "end": 1.0}
_DOWN = {"top": 0.0, "middle": 0.5, "bottom": 1.0}
# Whatever else a stylesheet asks of a slot is not silently left out: the form is refused.
_UNDERSTOOD: dict[str, set[Any]] = {
    "direction": {"ltr"},
    "display": {
        ("block", "flow"),
        ("block", "flow-root"),
        ("inline", "flow-root"),
        ("table-cell",),
    },
    "hyphens": {"manual", "none"},
    "text_align_all": set(_ACROSS),
    "text_decoration_line": {"none"},
    "text_transform": {"none", "uppercase"},
    "visibility": {"visible"},
    "white_space": {"normal", "nowrap", "pre-line"},
}
# Styles that agree in these set every text alike.
_SETS_TEXT = (
    *("color", "direction", "font_family", "font_feature_settings", "font_kerning"),
    *(
        "font_language_override",
        "font_size",
        "font_stretch",
        "font_style",
        "font_variant_alternates",
    ),
    *("font_variant_caps", "font_variant_east_asian", "font_variant_ligatures"),
    *("font_variant_numeric", "font_variant_position", "font_variation_settings", "font_weight"),
    *("hyphens", "lang"),
    *("letter_spacing", "line_height", "overflow_wrap", "text_transform", "white_space"),
    "word_spacing",
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A box on a page, in CSS pixels from the upper left corner, and how a text stands in it."""

    page: int
    left: float
    top: float
    width: float
    height: float
    across: float
    """Where a line stands that is shorter than the slot: 0 at its start, 1 at its end."""
    down: float
    """The same for lines that do not fill it: 0 at its top, 1 at its foot."""
    look: int
    """Which of the form's styles sets its texts."""

    def has_room_for(self, width: float, height: float) -> bool:
        return width <= self.width + _TOLERANCE and height <= self.height + _TOLERANCE

    def start_of_line(self, width: float) -> float:
        return self.left + max(self.width - width, 0) * self.across

    def start_of_lines(self, height: float) -> float:
        return self.top + (self.height - height) * self.down


def slots_of(pages: Iterable[Any]) -> tuple[dict[str, list[Slot]], list[Any]]:
    """The places of each name (what runs along every page has one on each), and the styles of all.

    Raises CannotRender.
    """
    places, looks = defaultdict(list), dict[tuple[str, ...], tuple[int, Any]]()
    for number, page in enumerate(pages):
        for name, box in _boxes(page):
            if name != CODE:
                _check(name, box)
            key = tuple(repr(box.style[each]) for each in _SETS_TEXT)
            look, _style = looks.setdefault(key, (len(looks), box.style))
            places[name].append(_slot(number, box, look))
    return dict(places), [style for _look, style in looks.values()]


def _boxes(page: Any) -> Iterator[tuple[str, Any]]:
    """The first box of each element is its own; those within it are its lines."""
    known = set()
    for each in page._page_box.descendants(placeholders=True):  # noqa: SLF001 no public way to boxes
        box = getattr(each, "_box", each)  # what is positioned hides behind a placeholder
        name = box.element.get("data-slot") if box.element is not None else None
        if name and box.element not in known:
            known.add(box.element)
            yield name, box


def _is_cell(style: Any) -> bool:
    return bool(style["display"] == ("table-cell",))


def _slot(page: int, box: Any, look: int) -> Slot:
    across = _ACROSS[box.style["text_align_all"]]
    down = _DOWN[box.style["vertical_align"]] if _is_cell(box.style) else 0
    top, height = _free(box) if _is_cell(box.style) else (box.content_box_y(), box.height)
    return Slot(page, box.content_box_x(), top, box.width, height, across, down, look)


def _free(cell: Any) -> tuple[float, float]:
    """Layout has moved what is free above and below into the paddings; the style has them unmoved."""
    above, below = cell.style["padding_top"].value, cell.style["padding_bottom"].value
    borders = cell.border_top_width + cell.border_bottom_width
    top = cell.position_y + cell.border_top_width + above
    return top, cell.border_height() - borders - above - below


def _check(name: str, box: Any) -> None:
    strange = sorted(_strange(box))
    if strange:
        said = ", ".join(strange).replace("_", "-")
        raise CannotRender(f"No form can be frozen with this style of its slot {name}: {said}.")


def _strange(box: Any) -> set[str]:
    style = box.style
    understood = {
        **{key: style[key] in known for key, known in _UNDERSTOOD.items()},
        "content": not box.children,
        "opacity": style["opacity"] == 1 and style["color"].alpha == 1,
        "text_align_last": style["text_align_last"] in {"auto", style["text_align_all"]},
        "text_indent": not style["text_indent"].value,
        "transform": not style["transform"],
        "vertical_align": _stands_still(style),
    }
    return {key for key, holds in understood.items() if not holds}


def _stands_still(style: Any) -> bool:
    """What hangs on a base line moves with its own text, and with what stands beside it."""
    if _is_cell(style):
        return style["vertical_align"] in _DOWN
    return bool(style["display"] != ("inline", "flow-root") or style["vertical_align"] == "top")
