"""Why nothing of a table can be taken, whatever its rows say."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from documents.assessment.columns import Column
from documents.assessment.incoming.fitting import shifted
from documents.assessment.incoming.headings import CODE, GIVEN, NAME, NUMBER
from documents.assessment.incoming.layout import Layout
from people.refusals import Problem

_MARK_OF_A_SHEET = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
_MARK_OF_A_LIST = re.compile(r"\b[0-9a-f]{6}\b")


def problems_of(
    layout: Layout, columns: Sequence[Column], mark: str, list_mark: str
) -> list[Problem]:
    """`mark` is the sheet's own, `list_mark` that of who stands where on it now."""
    places = layout.places
    if any(each != mark for each in _MARK_OF_A_SHEET.findall(layout.above)):
        said = _("This file is the template of another sheet: “%s”.")
        return [Problem(said % layout.above[:100], "another_sheet")]
    heading = layout.labels.get(places.get(NUMBER, -1), "")
    if any(each != list_mark for each in _MARK_OF_A_LIST.findall(heading)):
        said = _("Other pupils stood on the sheet when this was copied: please copy it anew.")
        return [Problem(said, "another_list")]
    if not {CODE, NAME, GIVEN, NUMBER} & places.keys():
        said = _(
            "No column holds the pupils' names or codes: copy that column, too, or say which it is."
        )
        return [Problem(said, "no_names")]
    if not any(column.code in places for column in columns):
        said = _("No column of this table is one of the sheet: say below which is which.")
        return [Problem(said, "no_columns")]
    return shifted(columns, places, {at: layout.texts(at) for at in range(layout.width)})
