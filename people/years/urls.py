"""The addresses of the school's own data and its years."""

from django.urls import path

from people.years import views

urlpatterns = [
    path("school/", views.school, name="school"),
    path("school/<slug:table>/new/", views.add_row, name="school_row_new"),
    path("school/<slug:table>/<int:row>/", views.change_row, name="school_row"),
    path("years/new/", views.plan_year, name="year_new"),
    path("years/<int:year>/", views.year, name="year"),
    path("years/<int:year>/classes/add/", views.add_classes, name="classes_add"),
    path("years/<int:year>/remove/", views.remove_year, name="year_remove"),
    path("years/<int:year>/calendar/", views.change_calendar, name="calendar"),
    path("years/<int:year>/<slug:table>/new/", views.add_row_of_year, name="year_row_new"),
]
