"""What a lesson plan says: the form of Công văn 2345/BGDĐT-GDTH, appendix 3."""

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents import archive
from documents.document import Document
from documents.stages import shown_file
from people.history import kept_history
from people.models import SchoolClass, Subject
from workflows.record import Part

# A plan should lie signed on the desk three days before the lesson.
DAYS_BEFORE = timedelta(days=3)
# Of each part: some fifteen pages. Half a million hold the press for half a minute.
MOST_LETTERS = 40_000
PARTS = ("goals", "materials", "activities", "adjustments")


class LessonPlan(Document):
    """Kế hoạch bài dạy: one lesson, written on line or bound in as the teacher's own PDF."""

    print_template = "lesson_plan/print.html"
    related = ("subject", "school_class")

    subject = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("subject"))
    grade = models.PositiveSmallIntegerField(_("grade"))
    school_class = models.ForeignKey(
        SchoolClass, models.PROTECT, null=True, blank=True, verbose_name=_("class")
    )
    lesson = models.CharField(_("name of the lesson"), max_length=160)
    periods = models.PositiveSmallIntegerField(_("number of periods"), default=1)
    week = models.PositiveSmallIntegerField(_("week"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    goals = models.TextField(_("I. Learning outcomes"), blank=True, max_length=MOST_LETTERS)
    materials = models.TextField(_("II. Teaching materials"), blank=True, max_length=MOST_LETTERS)
    activities = models.TextField(
        _("III. Main teaching activities"), blank=True, max_length=MOST_LETTERS
    )
    adjustments = models.TextField(
        _("IV. Adjustments after teaching"), blank=True, max_length=MOST_LETTERS
    )
    upload_name = models.CharField(_("file"), max_length=200, blank=True, editable=False)
    upload_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    upload_pages = models.PositiveSmallIntegerField(default=0, editable=False)

    history = kept_history()

    class Meta:
        verbose_name = _("lesson plan")
        verbose_name_plural = _("lesson plans")

    def __str__(self) -> str:
        return self.headline()

    def get_absolute_url(self) -> str:
        return self.approval.get_absolute_url()

    def get_edit_url(self) -> str:
        return reverse("lesson_plan:edit", args=[self.approval.public_id])

    @property
    def place(self) -> str:
        """The class by its name, or the whole grade."""
        if self.school_class:
            return self.school_class.name
        return gettext("grade %d") % self.grade

    def headline(self) -> str:
        return gettext("%(subject)s %(place)s, week %(week)d: %(lesson)s") % {
            "subject": self.subject.name,
            "place": self.place,
            "week": self.week,
            "lesson": self.lesson,
        }

    def due_on(self) -> date:
        return self.starts_on - DAYS_BEFORE

    def content(self) -> dict[str, Any]:
        return {
            "subject": self.subject.code,
            "grade": self.grade,
            "class": self.school_class.name if self.school_class else "",
            **{name: getattr(self, name) for name in ("lesson", "periods", "week", *PARTS)},
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "upload": self.upload_sha256,
        }

    @classmethod
    def label_of(cls, name: str) -> str:
        return str(getattr(cls._meta.get_field(name), "verbose_name", name))

    @classmethod
    def parts_of(cls, content: dict[str, Any]) -> list[Part]:
        facts = gettext(
            "%(lesson)s · %(periods)s period(s) · week %(week)s · %(from)s to %(to)s"
        ) % {
            "lesson": content["lesson"],
            "periods": content["periods"],
            "week": content["week"],
            "from": _day(content["starts_on"]),
            "to": _day(content["ends_on"]),
        }
        parts = [Part("lesson", gettext("Heading"), facts)]
        for name in PARTS:
            label = cls.label_of(name)
            parts.append(Part(name, label, content[name]))
        if content["upload"]:
            parts.append(Part("upload", gettext("Uploaded file"), f"SHA-256 {content['upload']}"))
        return parts

    def uploaded_sha256(self) -> str:
        return self.upload_sha256

    def uploaded_pages(self) -> bytes | None:
        return archive.read(self.upload_sha256) if self.upload_sha256 else None

    @classmethod
    def kept_files(cls) -> set[str]:
        drafts = cls.history.exclude(upload_sha256="")
        return set(drafts.values_list("upload_sha256", flat=True).distinct())

    def print_context(self) -> dict[str, Any]:
        replaced = shown_file(self) if self.approval.revision > 1 else None
        return {
            "subject": self.subject.name,
            "in_class": self.school_class is not None,
            "place": self.place,
            "lesson": self.lesson,
            "periods": self.periods,
            "week": self.week,
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
            "parts": [(self.label_of(name), getattr(self, name)) for name in PARTS],
            "author": self.approval.author.full_name,
            "upload": self.upload_sha256,
            "upload_name": self.upload_name,
            "upload_pages": self.upload_pages,
            "revision": self.approval.revision,
            "round": self.approval.round,
            "replaces": replaced.sha256 if replaced else "",
            "school_year": self.approval.school_year.name,
        }


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"
