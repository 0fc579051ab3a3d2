"""The school's dated names, its sites, its years with their calendar, its classes and subjects."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.history import kept_history


class Letterhead(models.Model):
    """Under which name, authority and address the school writes, from a day until the next row's.

    An old paper keeps its old lines: the district level ended on 2025-07-01.
    """

    starts_on = models.DateField(_("from"), unique=True)
    authority = models.CharField(
        _("authority"), max_length=120, help_text=_("First line of the letterhead.")
    )
    name = models.CharField(_("name of the school"), max_length=120)
    place = models.CharField(_("place"), max_length=60, help_text=_("Before the date of a paper."))
    address = models.CharField(_("address"), max_length=200, blank=True)
    commune = models.CharField(_("commune"), max_length=80, blank=True)
    district = models.CharField(
        _("district"), max_length=80, blank=True, help_text=_("Until June 2025 only.")
    )
    province = models.CharField(_("province"), max_length=80, blank=True)
    department = models.CharField(_("department of education"), max_length=120, blank=True)
    department_code = models.CharField(_("code of the department"), max_length=20, blank=True)
    school_code = models.CharField(_("code of the school"), max_length=20, blank=True)
    decision = models.CharField(_("decision no."), max_length=60, blank=True)

    history = kept_history()

    class Meta:
        verbose_name = _("letterhead")
        ordering = ("-starts_on",)

    def __str__(self) -> str:
        return self.name

    def lines(self) -> dict[str, str]:
        """As a print template needs it, in plain data."""
        return {"authority": self.authority, "name": self.name, "place": self.place}


class Site(models.Model):
    """A place where classes are held (điểm trường)."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    is_main = models.BooleanField(_("main site"), default=False)
    is_used = models.BooleanField(_("in use"), default=True)

    history = kept_history()

    class Meta:
        verbose_name = _("site")
        ordering = ("-is_main", "name")

    def __str__(self) -> str:
        return self.name


class SchoolYear(models.Model):
    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        OPEN = "open", _("Open")
        CLOSING = "closing", _("Closing")
        LOCKED = "locked", _("Locked")
        ARCHIVED = "archived", _("Archived")

    name = models.CharField(_("name"), max_length=20, unique=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    sessions_a_day = models.PositiveSmallIntegerField(_("sessions a day"), default=2)

    history = kept_history()

    class Meta:
        verbose_name = _("school year")
        ordering = ("-starts_on",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="year_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=("state",), condition=models.Q(state="open"), name="one_year_is_open"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def takes_work(self) -> bool:
        """May records of this year be begun and changed?"""
        return self.state in WORKING

    @property
    def is_locked(self) -> bool:
        return self.state in LOCKED


WORKING = frozenset({SchoolYear.State.OPEN, SchoolYear.State.CLOSING})
LOCKED = frozenset({SchoolYear.State.LOCKED, SchoolYear.State.ARCHIVED})


class Term(models.Model):
    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField(_("term"), choices=[(1, "I"), (2, "II")])
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    history = kept_history()

    class Meta:
        verbose_name = _("term")
        ordering = ("year", "number")
        constraints = (
            models.UniqueConstraint(fields=("year", "number"), name="one_term_of_a_number"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="term_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.year}, {self.get_number_display()}"


class Holiday(models.Model):
    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="holidays")
    name = models.CharField(_("name"), max_length=80)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    history = kept_history()

    class Meta:
        verbose_name = _("holiday")
        ordering = ("starts_on",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="holiday_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return self.name


class AssessmentPeriod(models.Model):
    """One of the four moments of assessment (TT 27/2020, Điều 7), with the days of entering."""

    class Moment(models.TextChoices):
        MID_FIRST = "mid_first", _("Middle of term I")
        END_FIRST = "end_first", _("End of term I")
        MID_SECOND = "mid_second", _("Middle of term II")
        END_OF_YEAR = "end_of_year", _("End of the year")

    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="periods")
    moment = models.CharField(_("moment"), max_length=12, choices=Moment)
    opens_on = models.DateField(_("entering opens on"))
    closes_on = models.DateField(_("entering closes on"))

    history = kept_history()

    class Meta:
        verbose_name = _("assessment period")
        ordering = ("opens_on",)
        constraints = (
            models.UniqueConstraint(fields=("year", "moment"), name="each_moment_once_a_year"),
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")),
                name="period_closes_after_opening",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_moment_display()} {self.year}"


class Subject(models.Model):
    """A subject or educational activity of the 2018 programme."""

    code = models.CharField(_("code"), max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    grades = models.JSONField(_("grades"), default=list)

    history = kept_history()

    class Meta:
        verbose_name = _("subject")
        ordering = ("position",)

    def __str__(self) -> str:
        return self.name


class SchoolClass(models.Model):
    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="classes")
    grade = models.PositiveSmallIntegerField(_("grade"))
    name = models.CharField(_("class"), max_length=10)
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, verbose_name=_("site"))

    history = kept_history()

    class Meta:
        verbose_name = _("class")
        ordering = ("grade", "name")
        constraints = (
            models.UniqueConstraint(fields=("year", "name"), name="one_class_of_a_name_a_year"),
        )

    def __str__(self) -> str:
        return self.name
