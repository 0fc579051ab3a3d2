"""The address of measuring."""

from django.urls import path

from people.measuring import views

urlpatterns = [
    path("classes/<int:school_class>/sizes/", views.class_sizes, name="class_sizes"),
]
