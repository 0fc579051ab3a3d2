"""Every address of Sổ Ký, and those of spreadsheets."""

from django.urls import include, path

from config.urls import urlpatterns as all_of_them

urlpatterns = [path("", include("people.imports.urls")), *all_of_them]
