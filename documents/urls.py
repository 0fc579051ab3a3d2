"""The addresses of files."""

from django.urls import include, path

from documents import elsewhere_views, views
from documents.checking.views import verify, verify_paper

urlpatterns = [
    path("keys/", include("documents.keys.urls")),
    path("assessment/", include("documents.assessment.urls")),
    path("comments/", include("documents.assessment.comments.urls")),
    path("verify/", verify, name="verify"),
    path("verify/<str:token>/", verify_paper, name="verify_paper"),
    path("records/<uuid:public_id>/files/<slug:sha256>.pdf", views.signed_file, name="signed_file"),
    path(
        "records/<uuid:public_id>/files/<slug:sha256>/<int:number>.png",
        views.page_picture,
        name="page_picture",
    ),
    path(
        "records/<uuid:public_id>/elsewhere/<slug:step>/file/",
        elsewhere_views.hand_out,
        name="hand_out",
    ),
    path(
        "records/<uuid:public_id>/elsewhere/<slug:step>/",
        elsewhere_views.take_back,
        name="take_back",
    ),
]
