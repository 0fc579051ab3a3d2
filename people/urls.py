"""Signing in and out."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from people import views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-in/again/", views.sign_in_again, name="sign_in_again"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
]
