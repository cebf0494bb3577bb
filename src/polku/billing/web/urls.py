"""Addresses of invoices."""

from django.urls import path

from polku.billing.web import list_views, planning, public, views

app_name = "billing"
urlpatterns = [
    path("q/<str:token>/bills/<int:invoice_id>.pdf", public.bill, name="offer_bill"),
    path("invoices/", list_views.invoices, name="invoices"),
    path("invoices/export/", list_views.export, name="export"),
    path("invoices/to-bill/", list_views.to_bill, name="to_bill"),
    path("invoices/discardings/", list_views.discardings, name="discardings"),
    path("invoices/<int:invoice_id>/", views.invoice, name="invoice"),
    path("invoices/<int:invoice_id>/files/<slug:paper>", views.file, name="file"),
    path("invoices/<int:invoice_id>/issue/", views.issue, name="issue"),
    path("invoices/<int:invoice_id>/discarding/", views.discarding, name="discarding"),
    path("invoices/<int:invoice_id>/credit-note/", views.crediting, name="crediting"),
    path("invoices/<int:invoice_id>/sending/", views.sending, name="sending"),
    path("orders/<int:order_id>/prepayment/", views.prepayment, name="prepayment"),
    path("orders/<int:order_id>/billing-plan/", planning.planning, name="planning"),
    path("settings/invoices/", views.setup, name="settings"),
]
