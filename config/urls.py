"""Every address of Sổ Ký."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path

RECORDS = "documents.records."
handler500 = "people.incidents.views.went_wrong"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("people.urls")),
    path("", include("workflows.urls")),
    path("", include("documents.urls")),
    # A record type brings its own addresses; a new folder needs no line here. Where it has none yet,
    # the checks say so.
    *(
        path(f"{app.label.replace('_', '-')}s/", include(import_module(f"{app.name}.urls")))
        for app in apps.get_app_configs()
        if app.name.startswith(RECORDS) and find_spec(f"{app.name}.urls")
    ),
]
