"""Who must have a second factor: one row for each duty, changed by the principal alone."""

from collections.abc import Mapping
from typing import Any

from django.apps import AppConfig
from django.db import transaction
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.utils import timezone

from people.accounts import acts
from people.accounts.models import SecondFactorPolicy
from people.door import change
from people.models import Duty, Staff
from people.offices import DEMANDED_FROM_THE_START


@receiver(post_migrate)
def _begin(sender: AppConfig, using: str, **options: Any) -> None:
    """A new installation demands it of those who answer for the school, from the first day."""
    if sender.label != "people":
        return
    table = SecondFactorPolicy.objects.using(using)
    if not table.exists():
        today, wanted = timezone.localdate(), DEMANDED_FROM_THE_START
        table.bulk_create(
            SecondFactorPolicy(duty=duty, demanded_since=today if duty in wanted else None)
            for duty in Duty
        )


def set_policies(wanted: Mapping[Duty, tuple[bool, int]], by: Staff) -> None:
    """For each duty whether it is demanded from today on, and the days to set it up; all or none."""
    with transaction.atomic():
        for duty, (demanded, days) in wanted.items():
            with change(acts.POLICY, by=by, what=duty.value, days=days, demanded=demanded):
                row = SecondFactorPolicy.objects.select_for_update().get(duty=duty)
                if demanded != (row.demanded_since is not None):
                    row.demanded_since = timezone.localdate() if demanded else None
                row.grace_days = days
                row.save()
