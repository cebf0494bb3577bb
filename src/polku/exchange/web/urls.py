"""Addresses of exchange: the log as a file, a diagram in and out, a draft of a history."""

from django.urls import path

from polku.exchange.web import bpmn, views

app_name = "exchange"
urlpatterns = [
    path("log/", views.log, name="log"),
    path("log/file/", views.file, name="file"),
    path("settings/processes/bpmn/", bpmn.bpmn, name="bpmn"),
    path("settings/processes/bpmn/draft/", bpmn.draft, name="bpmn_draft"),
    path("process/<slug:key>/versions/<int:number>/process.bpmn", bpmn.version_file, name="version_bpmn"),
    path("process/<slug:key>/edit/process.bpmn", bpmn.draft_file, name="draft_bpmn"),
    path("process/<slug:key>/history/draft/", bpmn.of_history, name="history_draft"),
]
