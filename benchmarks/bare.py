"""The plainest page Django makes for somebody signed in: a session, its user, a small template."""

from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
_page = Template("<!doctype html><title>{{ user }}</title><p>{{ user.full_name }}</p>")


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_page.render(Context({"user": request.user})))


urlpatterns = [path("", page)]
