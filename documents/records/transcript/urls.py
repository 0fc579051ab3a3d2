"""The addresses of transcripts."""

from django.urls import path

from documents.records.transcript import print_pages, views

app_name = "transcript"
urlpatterns = [
    path("", views.classes, name="list"),
    path("print/", print_pages.print_classes, name="print"),
    path("new/", views.begin, name="new"),
    path("classes/<int:school_class>/", views.of_class, name="class"),
    path("<uuid:public_id>/edit/", views.edit, name="edit"),
    path("<uuid:public_id>/hoc-ba-so.xml", views.digital_file, name="digital_file"),
]
