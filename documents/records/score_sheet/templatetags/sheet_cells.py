"""The cells of a sheet, on one short line each: a class has hundreds of them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from documents.records.score_sheet.grid import GridCell

register = template.Library()

_INPUT = '<td data-label="{}"><input name="{}" value="{}" aria-labelledby="n{} h{}"{}></td>'


@register.simple_tag
def cell(grid_cell: GridCell, pupil: int, number: int, *, is_closed: bool) -> SafeString:
    """Of the column of this number: an input, or what stands there where nothing may be typed."""
    column = grid_cell.column
    if is_closed:
        return format_html('<td data-label="{}">{}</td>', column.title, grid_cell.text)
    values = (column.title, grid_cell.name, grid_cell.text, pupil, number)
    return format_html(_INPUT, *values, _marks(grid_cell))


def _marks(grid_cell: GridCell) -> SafeString:
    marks = {
        ' class="long"': not grid_cell.column.is_short,
        ' aria-invalid="true"': grid_cell.is_refused,
        " data-doubtful": bool(grid_cell.sentence),
        " data-suggested": grid_cell.is_suggested,
    }
    return mark_safe("".join(mark for mark, holds in marks.items() if holds))  # noqa: S308 our own
