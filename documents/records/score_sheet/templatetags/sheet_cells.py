"""The cells of a sheet, on one short line each: a class has hundreds of them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from documents.records.score_sheet.grid import GridCell

register = template.Library()

_INPUT = '<td data-label="{}"><input name="{}" value="{}" aria-labelledby="n{} h{}"{}></td>'
# Words are read as a whole before they are signed: they take as many lines as they need.
_WORDS = '<td data-label="{}"><textarea name="{}" rows="2" aria-labelledby="n{} h{}"{}>\n{}</textarea></td>'


@register.simple_tag
def cell(grid_cell: GridCell, pupil: int, number: int, *, is_closed: bool) -> SafeString:
    """Of the column of this number: an input, or what stands there where nothing may be typed."""
    column = grid_cell.column
    if is_closed:
        return format_html('<td data-label="{}">{}</td>', column.title, grid_cell.text)
    who, marks = (pupil, number), _marks(grid_cell)
    if column.is_short:
        return format_html(_INPUT, column.title, grid_cell.name, grid_cell.text, *who, marks)
    return format_html(_WORDS, column.title, grid_cell.name, *who, marks, grid_cell.text)


def _marks(grid_cell: GridCell) -> SafeString:
    marks = {
        ' aria-invalid="true"': grid_cell.is_refused,
        " data-doubtful": bool(grid_cell.sentence) or grid_cell.is_suggested,
        " data-suggested": grid_cell.is_suggested,
        " readonly": not grid_cell.is_open,
    }
    return mark_safe("".join(mark for mark, holds in marks.items() if holds))  # noqa: S308 our own
