"""Which register was drawn up, as of which day, and what its lines said then."""

from datetime import date
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.document import Document
from documents.records.enrolment_register import told
from documents.records.enrolment_register.lines import Line, lines
from documents.stages import shown_file
from people.history import kept_history
from people.models import IntakeRegister
from workflows.record import Part


class EnrolmentRegister(Document):
    """Sổ đăng bộ of an intake year in a school year: the signed view of the pupils' movements."""

    print_template = "enrolment_register/print.html"
    related = ("register",)

    register = models.ForeignKey(IntakeRegister, models.PROTECT, verbose_name=_("intake year"))
    as_of = models.DateField(_("as of"))
    lines: models.JSONField[list[Line], list[Line]] = models.JSONField(_("lines"), default=list)

    history = kept_history()

    class Meta:
        verbose_name = _("enrolment register")
        verbose_name_plural = _("enrolment registers")

    def __str__(self) -> str:
        return self.headline()

    def get_absolute_url(self) -> str:
        return self.approval.get_absolute_url()

    def get_edit_url(self) -> str:
        return reverse("enrolment_register:edit", args=[self.approval.public_id])

    def draw_up(self, on: date) -> None:
        """Take over what the movements say as of this day. Not saved yet."""
        self.as_of, self.lines = on, lines(self.register, on)

    def headline(self) -> str:
        return gettext("Enrolment register, intake %(intake)d, as of %(day)s") % {
            "intake": self.register.intake,
            "day": f"{self.as_of:%d/%m/%Y}",
        }

    def content(self) -> dict[str, Any]:
        return {
            "intake": self.register.intake,
            "as_of": self.as_of.isoformat(),
            "lines": self.lines,
        }

    @classmethod
    def parts_of(cls, content: dict[str, Any]) -> list[Part]:
        """One part a line: the reviewer of a new revision sees which pupils' lines changed."""
        day = f"{date.fromisoformat(content['as_of']):%d/%m/%Y}"
        facts = gettext("Intake %(intake)d · %(lines)d line(s) · as of %(day)s") % {
            "intake": content["intake"],
            "lines": len(content["lines"]),
            "day": day,
        }
        heading = Part("as_of", gettext("Heading"), facts)
        return [heading, *(told.part_of(line, content["intake"]) for line in content["lines"])]

    def print_context(self) -> dict[str, Any]:
        replaced = shown_file(self) if self.approval.revision > 1 else None
        return {
            "intake": self.register.intake,
            "as_of": self.as_of,
            "rows": [told.row_of(line, self.register.intake) for line in self.lines],
            "revision": self.approval.revision,
            "round": self.approval.round,
            "replaces": replaced.sha256 if replaced else "",
            "school_year": self.approval.school_year.name,
        }
