"""What a spreadsheet said of people is kept no longer than it is of use."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from people.imports.models import ImportRun

# Compared and not applied; applied and no longer to be undone.
DAYS_COMPARED, DAYS_APPLIED = 7, 30


def forget_what_is_old() -> int:
    """Empty what is no longer needed; how many imports that were."""
    now = timezone.now()
    old = Q(state=ImportRun.State.COMPARED, at__lte=now - timedelta(days=DAYS_COMPARED)) | Q(
        state=ImportRun.State.APPLIED, applied_at__lte=now - timedelta(days=DAYS_APPLIED)
    )
    kept = Q(rows__isnull=False) | Q(verdicts__isnull=False) | Q(made__isnull=False)
    return ImportRun.objects.filter(old & kept).update(rows=None, verdicts=None, made=None)


@task()
def forget() -> int:
    return forget_what_is_old()


def remember_to_forget(days: int) -> None:
    """The worker does it then; a backend that cannot wait leaves it to the next upload."""
    if forget.get_backend().supports_defer:
        forget.using(run_after=timezone.now() + timedelta(days=days, minutes=1)).enqueue()
