"""The addresses of gradebooks."""

from django.urls import path

from documents.records.gradebook import (
    decided_views,
    exports,
    reminding,
    slips,
    supplement_views,
    views,
)

app_name = "gradebook"
urlpatterns = [
    path("", views.books, name="list"),
    path("new/", views.begin, name="new"),
    path("progress/", views.progress, name="progress"),
    path("classes/<int:school_class>/supplements/", supplement_views.of_class, name="supplements"),
    path("classes/<int:school_class>/results/", decided_views.of_class, name="results"),
    path("classes/<int:school_class>/periods/<int:period>/slips.pdf", slips.pdf, name="slips"),
    path("progress/<int:period>/remind/", reminding.remind, name="remind"),
    path("exports/", exports.layouts, name="exports"),
    path("exports/<int:layout>/", exports.layout, name="export"),
    path(
        "exports/<int:layout>/<int:school_class>/<int:period>.xlsx",
        exports.workbook,
        name="export_file",
    ),
    path("<uuid:public_id>/edit/", views.draft, name="edit"),
]
