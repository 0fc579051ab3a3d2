"""The addresses of gradebooks."""

from django.urls import path

from documents.records.gradebook import views

app_name = "gradebook"
urlpatterns = [
    path("", views.books, name="list"),
    path("new/", views.begin, name="new"),
    path("progress/", views.progress, name="progress"),
    path("<uuid:public_id>/edit/", views.draft, name="edit"),
]
