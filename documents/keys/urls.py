"""The addresses of signing keys."""

from django.urls import path

from documents.keys import board, own

urlpatterns = [
    path("", own.page, name="keys"),
    path("<int:registration>/make/", own.make, name="key_make"),
    path("<int:registration>/pin/", own.change_pin, name="key_pin"),
    path("<int:registration>/renew/", own.renew, name="key_renew"),
    path("<int:registration>/revoke/", own.revoke, name="key_revoke"),
    path("picture/", own.picture, name="key_picture"),
    path("picture.png", own.preview, name="key_picture_preview"),
    path("registrations/", board.page, name="registrations"),
    path("registrations/new/", board.register, name="registration_new"),
    path("registrations/<int:registration>/end/", board.end, name="registration_end"),
    path("registrations/<int:registration>/evidence/", board.evidence, name="evidence"),
    path("registrations/seal/", board.seal_picture, name="seal_picture"),
    path("registrations/seal.png", board.seal_preview, name="seal_preview"),
]
