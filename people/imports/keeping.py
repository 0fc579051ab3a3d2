"""The history of rows that were written in bulk."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from people.models import Staff


def keep_history(rows: Sequence[Any], by: Staff, how: str) -> None:
    """One line of history for each of these rows of one model: "+" made, "~" changed, "-" deleted."""
    if not rows:
        return
    history = type(rows[0]).history.model
    columns = [column.attname for column in history.tracked_fields]
    now = timezone.now()
    history.objects.bulk_create(
        (
            history(
                history_date=now,
                history_type=how,
                history_user_id=by.pk,
                **{column: getattr(row, column) for column in columns},
            )
            for row in rows
        ),
        batch_size=500,
    )
