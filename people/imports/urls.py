"""The addresses of spreadsheets in and out."""

from django.urls import path

from people.imports import views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/new/", views.upload, name="import_new"),
    path("imports/<uuid:public_id>/", views.one_import, name="import"),
    path("imports/<uuid:public_id>/apply/", views.apply_import, name="import_apply"),
    path("imports/<uuid:public_id>/undo/", views.undo_import, name="import_undo"),
    path("imports/<uuid:public_id>/refused.xlsx", views.refused, name="import_refused"),
    path("exports/", views.export_page, name="export"),
]
