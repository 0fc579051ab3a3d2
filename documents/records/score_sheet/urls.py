"""The addresses of score sheets."""

from django.urls import path

from documents.records.score_sheet import copies, other_tests, pasting, story_views, views, year

app_name = "score_sheet"
urlpatterns = [
    path("", views.sheets, name="list"),
    path("new/", views.begin, name="new"),
    path("other-tests/", other_tests.other_tests, name="other_tests"),
    path("other-tests/<int:test>/", other_tests.decide, name="decide_other_test"),
    path("<uuid:public_id>/other-test/", other_tests.propose, name="propose_other_test"),
    path("years/<int:school_class>/<int:subject>.pdf", year.pdf, name="year"),
    path("<uuid:public_id>/edit/", views.fill_in, name="edit"),
    path("<uuid:public_id>/rows/", views.save_rows, name="rows"),
    path("<uuid:public_id>/fill/", views.fill_empty, name="fill"),
    path("<uuid:public_id>/suggest/", views.suggest_comments, name="suggest"),
    path("<uuid:public_id>/undo/", views.undo, name="undo"),
    path("<uuid:public_id>/story/", story_views.page, name="story"),
    path("<uuid:public_id>/story.pdf", story_views.annex, name="annex"),
    path("<uuid:public_id>/story/review/", story_views.review, name="review"),
    path("<uuid:public_id>/story/explain/", story_views.explain, name="explain"),
    path("<uuid:public_id>/copy.pdf", copies.pdf, name="copy_pdf"),
    path("<uuid:public_id>/copy.xlsx", copies.workbook, name="copy_xlsx"),
    path("<uuid:public_id>/paste/", pasting.paste, name="paste"),
    path("<uuid:public_id>/copy/", pasting.copy_without_names, name="copy"),
    path("<uuid:public_id>/upload/", pasting.upload, name="upload"),
    path("<uuid:public_id>/preview/", pasting.preview, name="preview"),
    path("<uuid:public_id>/template.xlsx", pasting.template, name="template"),
]
