"""The address of earlier school years."""

from django.urls import path

from people.earlier_years import views

urlpatterns = [
    path("classes/<int:school_class>/earlier-years/", views.earlier_years, name="earlier_years"),
]
