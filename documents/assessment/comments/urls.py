"""The addresses of the bank of sentences."""

from django.urls import path

from documents.assessment.comments import views

urlpatterns = [
    path("", views.bank, name="comment_bank"),
    path("new/", views.sentence_new, name="sentence_new"),
    path("<int:sentence>/", views.sentence_edit, name="sentence_edit"),
    path("<int:sentence>/remove/", views.sentence_remove, name="sentence_remove"),
    path("upload/", views.sentences_upload, name="sentences_upload"),
    path("take/", views.sentences_take, name="sentences_take"),
]
