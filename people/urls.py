"""Signing in and out, and the addresses of each subject."""

from django.urls import include, path

from people import views

urlpatterns = [
    path("", include("people.years.urls")),
    path("", include("people.staffing.urls")),
    path("", include("people.new_year.urls")),
    path("", include("people.movements.urls")),
    path("", include("people.pupils.urls")),
    path("", include("people.attendance.urls")),
    path("", include("people.earlier_years.urls")),
    path("", include("people.measuring.urls")),
    path("", include("people.imports.urls")),
    path("", include("people.incidents.urls")),
    path("", include("people.privacy.urls")),
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-in/again/", views.sign_in_again, name="sign_in_again"),
    path("sign-in/second/", views.second, name="sign_in_second"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("", include("people.accounts.urls")),
]
