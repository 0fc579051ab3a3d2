"""How many rows there are, told within a query that is asked anyway."""

from typing import Any

from django.db.models import F, Func, IntegerField, QuerySet, Subquery
from django.db.models.functions import Coalesce


def number_of(rows: QuerySet[Any, Any]) -> Coalesce:
    """To annotate with. `rows` may lead to the outer row by OuterRef; they are not distinct."""
    # A function, not an aggregate: Django would group by the key. A condition that nothing can meet
    # makes Django leave the query out, which is none.
    number = rows.order_by().annotate(number=Func(F("pk"), function="COUNT")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)
