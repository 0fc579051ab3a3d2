"""The addresses of personal data: register, requests, copies, looks."""

from django.urls import path

from people.privacy import pupil_views, request_views, views

urlpatterns = [
    path("personal-data/", views.personal_data, name="personal_data"),
    path("personal-data/register/", views.register, name="processing"),
    path("personal-data/register/print/", views.register_print, name="processing_print"),
    path("personal-data/register/export/", views.register_export, name="processing_export"),
    path("personal-data/readings/", views.looked, name="readings"),
    path("personal-data/readings/export/", views.looked_export, name="readings_export"),
    path("personal-data/requests/own/", request_views.own_request, name="own_data_request"),
    path("personal-data/requests/<int:asking>/", request_views.request_page, name="data_request"),
    path(
        "personal-data/requests/<int:asking>/<slug:move>/",
        request_views.request_step,
        name="data_request_step",
    ),
    path("pupils/<uuid:pupil>/data/", pupil_views.pupil_data, name="pupil_data"),
    path("pupils/<uuid:pupil>/data/copy/", pupil_views.pupil_copy, name="pupil_copy"),
    path("pupils/<uuid:pupil>/data/request/", pupil_views.pupil_request, name="pupil_request"),
]
