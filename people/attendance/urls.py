"""The addresses of attendance: a class on a day, a class in a month, all classes."""

from datetime import date

from django.urls import path, register_converter

from people.attendance import views


class DayInAddress:
    """2026-11-23; what is no day is no address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, text: str) -> date:
        return date.fromisoformat(text)

    def to_url(self, day: date) -> str:
        return day.isoformat()


class MonthInAddress(DayInAddress):
    """2026-11, in the code its first day."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, text: str) -> date:
        return super().to_python(f"{text}-01")

    def to_url(self, day: date) -> str:
        return f"{day:%Y-%m}"


register_converter(DayInAddress, "day")
register_converter(MonthInAddress, "month")

urlpatterns = [
    path("attendance/", views.overview, name="attendance"),
    path("classes/<int:school_class>/attendance/", views.today, name="class_attendance"),
    path("classes/<int:school_class>/attendance/<day:on>/", views.one_day, name="attendance_day"),
    path(
        "classes/<int:school_class>/attendance/<month:month>/",
        views.one_month,
        name="attendance_month",
    ),
]
