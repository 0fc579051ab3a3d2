"""How field-by-field history is kept: by whom, in a column that outlives every account."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from simple_history.models import HistoricalRecords


def _person(historical: Any, **_: Any) -> Any:
    return get_user_model()._default_manager.filter(pk=historical.history_user_id).first()


def _set_person(historical: Any, person: Any) -> None:
    historical.history_user_id = person.pk if person else None


def kept_history(**options: Any) -> HistoricalRecords:
    """History whose author is a plain number, so that nothing ever turns it into nobody."""
    return HistoricalRecords(
        history_user_id_field=models.BigIntegerField(null=True, blank=True),
        history_user_getter=_person,
        history_user_setter=_set_person,
        **options,
    )
