"""Addresses of quotes: the buyer's page, and the pages inside."""

from django.urls import path

from polku.quotes.web import editing, handing, list_views, planning, public, setting_views, signing, views

app_name = "quotes"
urlpatterns = [
    path("q/<str:token>/", public.offer, name="offer"),
    path("q/<str:token>/totals/", public.totals, name="offer_totals"),
    path("q/<str:token>/confirmation/", public.confirmation, name="offer_confirmation"),
    path("q/<str:token>/acceptance/", public.acceptance, name="offer_acceptance"),
    path("q/<str:token>/refusal/", public.refusal, name="offer_refusal"),
    path("q/<str:token>/comments/", public.comments, name="offer_comments"),
    path("q/<str:token>/offer.pdf", public.paper, name="offer_paper"),
    path("quotes/", list_views.quotes, name="quotes"),
    path("quotes/export/", list_views.export, name="export"),
    path("quotes/signing/", signing.signing, name="signing"),
    path("quotes/products/", editing.products, name="products"),
    path("deals/<int:deal_id>/quotes/new/", editing.new, name="new_quote"),
    path("deals/<int:deal_id>/quotes/totals/", editing.totals, name="totals"),
    path("deals/<int:deal_id>/handover/", handing.handover, name="handover"),
    path("deals/<int:deal_id>/negotiation/", planning.negotiation, name="negotiation"),
    path("handover/<int:item_id>/settlement/", handing.settlement, name="settlement"),
    path("quotes/<int:quote_id>/", views.one, name="quote"),
    path("quotes/<int:quote_id>/edit/", editing.edit, name="edit"),
    path("quotes/<int:quote_id>/timeline/", views.timeline, name="timeline"),
    path("quotes/<int:quote_id>/comparison/", views.comparison, name="comparison"),
    path("quotes/<int:quote_id>/paper.pdf", views.paper, name="paper"),
    path("quotes/<int:quote_id>/evidence.json", views.evidence, name="evidence"),
    path("quotes/<int:quote_id>/sending/", views.sending, name="sending"),
    path("quotes/<int:quote_id>/submission/", views.submission, name="submission"),
    path("quotes/<int:quote_id>/decision/", views.decision, name="decision"),
    path("quotes/<int:quote_id>/acceptance/", views.acceptance, name="acceptance"),
    path("quotes/<int:quote_id>/refusal/", views.refusal, name="refusal"),
    path("quotes/<int:quote_id>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("quotes/<int:quote_id>/comments/", views.comments, name="comments"),
    path("quotes/<int:quote_id>/concessions/", views.concession, name="concession"),
    path(
        "quotes/<int:quote_id>/concessions/<int:concession_id>/",
        views.concession_answer,
        name="concession_answer",
    ),
    path("settings/quotes/", setting_views.settings, name="settings"),
    path("settings/quotes/terms/new/", setting_views.new_terms, name="new_terms"),
    path("settings/quotes/terms/<int:template_id>/", setting_views.terms, name="terms"),
]
