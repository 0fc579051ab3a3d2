"""The addresses of transcripts."""

from django.urls import path

from documents.records.transcript import hand_over_pages, package_pages, print_pages, views

app_name = "transcript"
urlpatterns = [
    path("", views.classes, name="list"),
    path("print/", print_pages.print_classes, name="print"),
    path("pupils/<uuid:pupil>/hand-over/", hand_over_pages.hand_over, name="hand_over"),
    path("packages/", package_pages.packages, name="packages"),
    path("packages/<int:package>/", package_pages.package, name="package"),
    path("new/", views.begin, name="new"),
    path("classes/<int:school_class>/", views.of_class, name="class"),
    path("<uuid:public_id>/edit/", views.edit, name="edit"),
    path("<uuid:public_id>/hoc-ba-so.xml", views.digital_file, name="digital_file"),
]
