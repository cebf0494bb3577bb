"""Addresses of payments."""

from django.urls import path

from polku.payments.web import inbox, lists, views

app_name = "payments"
urlpatterns = [
    path("payments/", lists.payments, name="payments"),
    path("payments/new/", views.new, name="new"),
    path("payments/open/", lists.open_items, name="open"),
    path("payments/open/export/", lists.export, name="export"),
    path("payments/bank/", inbox.inbox, name="inbox"),
    path("payments/bank/statements/", inbox.taking, name="taking"),
    path("payments/bank/<int:line_id>/confirmation/", inbox.confirmation, name="confirmation"),
    path("payments/bank/<int:line_id>/setting-aside/", inbox.setting_aside, name="setting_aside"),
    path("payments/bank/<int:line_id>/undo/", inbox.line_undo, name="line_undo"),
    path("payments/matches/<int:match_id>/undo/", views.unmatching, name="unmatching"),
    path("payments/<int:receipt_id>/", views.payment, name="payment"),
    path("payments/<int:receipt_id>/matching/", views.matching, name="matching"),
    path("payments/<int:receipt_id>/reversal/", views.reversal, name="reversal"),
    path("payments/<int:receipt_id>/refund/", views.refund, name="refund"),
]
