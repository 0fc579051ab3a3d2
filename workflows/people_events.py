"""What people do to people's data is told to the trail, in the transaction in which it is done."""

from collections.abc import Mapping
from typing import Any

from django.dispatch import receiver

from people.door import happened
from workflows import trail


@receiver(happened)
def _append(
    kind: str, by: int | None, acting_for: int | None, about: Mapping[str, Any], **_options: Any
) -> None:
    trail.append([trail.Entry(kind, by, acting_for=acting_for, detail=dict(about))])
