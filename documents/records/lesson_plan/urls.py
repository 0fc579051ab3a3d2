"""The addresses of lesson plans."""

from django.urls import path

from documents.records.lesson_plan import views

app_name = "lesson_plan"
urlpatterns = [
    path("", views.plans, name="list"),
    path("new/", views.write, name="new"),
    path("<uuid:public_id>/edit/", views.write, name="edit"),
]
