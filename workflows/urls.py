"""The addresses of the engine."""

from django.urls import path

from workflows.views import (
    audit,
    bulk,
    handover,
    inbox,
    manual,
    openings,
    queue,
    record,
    rights,
    runs,
)

urlpatterns = [
    path("", inbox.page, name="inbox"),
    path("records/<uuid:public_id>/", record.page, name="record"),
    path("records/<uuid:public_id>/changes/", record.changes, name="changes"),
    path("records/<uuid:public_id>/chart.svg", record.chart, name="chart"),
    path("records/<uuid:public_id>/steps/<slug:step>/", record.take_step, name="take_step"),
    path("records/<uuid:public_id>/hand-over/", handover.hand_over, name="hand_over"),
    path("records/<uuid:public_id>/opening/", openings.ask, name="ask_opening"),
    path("openings/", openings.all_openings, name="openings"),
    path("openings/<int:opening>/", openings.page, name="opening"),
    path("openings/<int:opening>/<slug:act>/", openings.decide, name="decide_opening"),
    path("records/left-behind/", handover.left_behind, name="left_behind"),
    path("receipts/<int:sequence>/", record.receipt, name="receipt"),
    path("queue/", queue.first, name="queue"),
    path("queue/<uuid:public_id>/", queue.page, name="queued"),
    path("bulk/", bulk.choose, name="bulk"),
    path("bulk/<slug:step>/", bulk.confirm, name="bulk_confirm"),
    path("bulk/<slug:step>/sheet/", bulk.sheet, name="bulk_sheet"),
    path("runs/<slug:key>/", runs.result, name="bulk_run"),
    path("runs/<slug:key>/progress/", runs.progress, name="bulk_progress"),
    path("runs/<slug:key>/report/", runs.report, name="bulk_report"),
    path("runs/<slug:key>/stop/", runs.stop, name="bulk_stop"),
    path("runs/<slug:key>/go-on/", runs.go_on, name="bulk_go_on"),
    path("help/", manual.contents, name="manual"),
    path("help/<slug:slug>/", manual.chapter, name="manual_chapter"),
    path("rights/", rights.person, name="rights"),
    path("rights/school/", rights.school, name="rights_of_all"),
    path("audit/", audit.page, name="audit"),
    path("audit/verify/", audit.verify, name="audit_verify"),
]
