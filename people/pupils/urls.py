"""The addresses of classes and pupils."""

from django.urls import path

from people.pupils import views

urlpatterns = [
    path("classes/", views.classes, name="classes"),
    path("classes/<int:school_class>/", views.school_class, name="class"),
    path("pupils/<uuid:pupil>/", views.pupil, name="pupil"),
    path("pupils/<uuid:pupil>/edit/", views.pupil_edit, name="pupil_edit"),
    path("pupils/<uuid:pupil>/protected/", views.protected, name="pupil_protected"),
    path("pupils/<uuid:pupil>/readers/", views.readers, name="pupil_readers"),
]
