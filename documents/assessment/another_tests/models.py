"""A proposal that a pupil sits another test; the first mark stays, the last one counts."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.history import kept_history
from people.models import Pupil
from workflows.models import Approval

Person = settings.AUTH_USER_MODEL


class AnotherTest(models.Model):
    """Of a pupil on a sheet; `is_agreed` says nothing before it was decided."""

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="other_tests")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), max_length=2000)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    is_agreed = models.BooleanField(_("agreed"), null=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    history = kept_history()

    class Meta:
        verbose_name = _("another test")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("approval", "pupil"),
                condition=~models.Q(is_agreed=False) | models.Q(is_agreed=None),
                name="one_other_test_of_a_pupil",
            ),
        )

    def __str__(self) -> str:
        return f"{self.approval_id}: {self.pupil_id}"

    @property
    def is_waiting(self) -> bool:
        return self.is_agreed is None
