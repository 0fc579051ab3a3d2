"""The addresses of gradebooks."""

from django.urls import path

from documents.records.gradebook import supplement_views, views

app_name = "gradebook"
urlpatterns = [
    path("", views.books, name="list"),
    path("new/", views.begin, name="new"),
    path("progress/", views.progress, name="progress"),
    path("classes/<int:school_class>/supplements/", supplement_views.of_class, name="supplements"),
    path("<uuid:public_id>/edit/", views.draft, name="edit"),
]
