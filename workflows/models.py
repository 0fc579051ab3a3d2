"""One row for each record under approval, and what is remembered of its way."""

import hashlib
import hmac
import secrets
import uuid
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process

from people.compiled import NUMBER, CompiledQuery
from people.models import AssessmentPeriod, SchoolClass, SchoolYear, SubjectGroup
from workflows import registry
from workflows.chain import VERSION, Link
from workflows.machine import Machine
from workflows.opening_models import Opening
from workflows.run_models import BulkItem, BulkRun, Notice
from workflows.states import FINAL, State, Step

__all__ = [
    "Approval",
    "Basis",
    "BulkItem",
    "BulkRun",
    "Event",
    "Notice",
    "Opening",
    "Remark",
    "Submission",
]

Person = settings.AUTH_USER_MODEL


def new_salt() -> str:
    return secrets.token_hex(16)


@cache
def record_query(model: Any) -> CompiledQuery:
    """A record of this type by its key, with what its content names."""
    rows = model._default_manager.select_related(*model.related)
    return CompiledQuery(lambda pk: rows.filter(pk=pk), pk=NUMBER)


class Approval(Machine):
    """The way of one record of any type: where it is, whose it is, which revision and round."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    record_type = models.SlugField(_("record type"), max_length=40)
    title = models.CharField(_("title"), max_length=250)
    author = models.ForeignKey(
        Person, models.PROTECT, related_name="approvals", verbose_name=_("author")
    )
    post = models.CharField(_("drafting post"), max_length=60, blank=True, editable=False)
    group = models.ForeignKey(
        SubjectGroup, models.PROTECT, null=True, blank=True, verbose_name=_("subject group")
    )
    school_class = models.ForeignKey(
        SchoolClass, models.PROTECT, null=True, blank=True, verbose_name=_("class")
    )
    school_year = models.ForeignKey(SchoolYear, models.PROTECT, verbose_name=_("school year"))
    period = models.ForeignKey(
        AssessmentPeriod, models.PROTECT, null=True, editable=False, verbose_name=_("period")
    )
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    is_returned = models.BooleanField(_("sent back"), default=False)
    due_on = models.DateField(_("due"), null=True, blank=True)
    process = models.OneToOneField(Process, models.PROTECT, editable=False)
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)

    class Meta:
        verbose_name = _("approval")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="approval_state_is_known"
            ),
            models.UniqueConstraint(
                fields=("record_type", "post", "period"),
                condition=models.Q(period__isnull=False, erased_at=None),
                name="one_record_of_a_post_and_period",
            ),
        )
        indexes = (
            models.Index(fields=("author", "state"), name="approval_of_author"),
            models.Index(fields=("post", "state"), name="approval_of_post"),
            models.Index(fields=("record_type", "state"), name="approval_of_type"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("record", args=[self.public_id])

    @property
    def type(self) -> registry.RecordType:
        return registry.get(self.record_type)

    @property
    def path(self) -> tuple[Step, ...]:
        return self.type.path

    @property
    def final_state(self) -> State:
        return self.type.final_state

    @property
    def is_final(self) -> bool:
        return self.state in FINAL and self.state == self.final_state

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_private(self) -> bool:
        """Never submitted: its drafters' alone."""
        return self.is_draft and self.revision == 1 and self.round == 1

    @property
    def record(self) -> Any:
        """The content, as its own type keeps it. Raises DoesNotExist."""
        model = self.type.model
        rows = record_query(model)(pk=self.pk)
        if not rows:
            raise model.DoesNotExist
        return rows[0]

    @property
    def version(self) -> str:
        """What a page shows is bound to this: revision, round and content. The door's `seen`."""
        return f"{self.revision}.{self.round}.{self.fingerprint[:32]}"

    def fingerprint_of(self, text: str) -> str:
        """A keyed hash: without the salt, which can be erased, nobody can guess what it stood for."""
        return hmac.new(self.salt.encode(), text.encode(), hashlib.sha256).hexdigest()


class Event(models.Model):
    """Something that happened, written once. The body is the truth; the columns only find it."""

    sequence = models.PositiveBigIntegerField(unique=True)
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)
    version = models.PositiveSmallIntegerField(default=VERSION)
    body = models.TextField()

    kind = models.CharField(_("what"), max_length=24, db_index=True)
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, related_name="events")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    acting_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("when"), db_index=True)
    revision = models.PositiveSmallIntegerField(default=0)
    round = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001 unique when given

    class Meta:
        verbose_name = _("event")
        ordering = ("sequence",)
        indexes = (models.Index(fields=("approval", "sequence"), name="events_of_approval"),)

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind}"

    @property
    def link(self) -> Link:
        return Link(self.sequence, self.previous, self.hash, self.version, self.body)


class Basis(models.Model):
    """What a submitted record rests on: another one, in the revision and round finished then."""

    is_kept_until_erased: ClassVar = True  # by the database itself

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="bases")
    revision = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    below = models.ForeignKey(Approval, models.PROTECT, related_name="+")
    below_revision = models.PositiveSmallIntegerField()
    below_round = models.PositiveSmallIntegerField()
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("approval", "revision", "round", "below"), name="rests_on_each_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.approval_id} / {self.below_id}"


class Submission(models.Model):
    """The content of a revision as it was submitted in a round, in canonical form."""

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="submissions")
    revision = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    content = models.TextField()
    fingerprint = models.CharField(max_length=64)
    row = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("revision", "round")
        constraints = (
            models.UniqueConstraint(
                fields=("approval", "revision", "round"), name="one_submission_a_round"
            ),
        )

    def __str__(self) -> str:
        return f"{self.approval_id}: {self.revision}.{self.round}"


class Remark(models.Model):
    """A reviewer's remark on a part of the record, kept with its round, and the author's answer."""

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="remarks")
    event = models.ForeignKey(Event, models.PROTECT, related_name="remarks")
    revision = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    part = models.CharField(_("part"), max_length=40, blank=True)
    text = models.TextField(_("remark"))
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text
