"""The addresses of enrolment registers."""

from django.urls import path

from documents.records.enrolment_register import views

app_name = "enrolment_register"
urlpatterns = [
    path("", views.registers, name="list"),
    path("new/", views.draw_up, name="new"),
    path("<uuid:public_id>/edit/", views.draft, name="edit"),
]
