"""Why a year came to its result, and for the teacher alone: what stands before the next better one."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from documents.assessment.rules import programme_2018 as programme
from documents.assessment.rules import tt27_2020
from documents.assessment.rules.facts import ResultCell, Synthesis
from documents.assessment.terms import YearResult


def why(whole: Synthesis) -> str:
    """One sentence with the clause it follows from."""
    facts = {"clause": whole.clause, "cells": _listed(whole.missing)}
    if whole.missing:
        return _("Cannot be computed yet, still missing: %(cells)s.") % facts
    if whole.result is None:
        return _("This pupil is not assessed, so there is no result (%(clause)s).") % facts
    facts["result"] = str(whole.result.label)
    if whole.result == YearResult.NOT_COMPLETED:
        facts["cells"] = _listed(whole.between)
        return _("“%(result)s”, because of: %(cells)s (%(clause)s).") % facts
    facts["demand"] = _demand(whole.result)
    return _("“%(result)s”, because %(demand)s (%(clause)s).") % facts


def in_the_way(whole: Synthesis) -> str:
    """What would have to be better for the next better result; nothing where there is none."""
    better = _next_better(whole.result)
    if better is None or not whole.between:
        return ""
    facts = {"result": better.label, "cells": _listed(whole.between), "demand": _demand(better)}
    return _("For “%(result)s” (%(demand)s) these stand in the way: %(cells)s.") % facts


def _next_better(result: YearResult | None) -> YearResult | None:
    order = list(YearResult)
    place = order.index(result) if result else 0
    return order[place - 1] if place else None


def _demand(result: YearResult) -> str:
    mark = tt27_2020.mark_demanded(result)
    if result == YearResult.COMPLETED:
        words = _("nothing is “not completed” or “needs effort”, and no mark is below %d")
    else:
        words = _("all levels are the best ones, and no mark is below %d")
    return words % mark


def _listed(cells: Iterable[ResultCell]) -> str:
    return ", ".join(_named(cells))


def _named(cells: Iterable[ResultCell]) -> Iterator[str]:
    for cell in cells:
        name = programme.title_of(cell.code)
        if cell.value is None:
            words = _("mark of %s") if cell.kind == "mark" else _("level of %s")
            yield words % name
        elif isinstance(cell.value, int):
            yield _("%(name)s: mark %(mark)d") % {"name": name, "mark": cell.value}
        else:
            yield f"{name}: {cell.value.label}"
