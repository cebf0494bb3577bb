"""Addresses of quotes: the buyer's page, and the pages inside."""

from django.urls import path

from polku.quotes.web import public

app_name = "quotes"
urlpatterns = [
    path("q/<str:token>/", public.offer, name="offer"),
    path("q/<str:token>/totals/", public.totals, name="offer_totals"),
    path("q/<str:token>/acceptance/", public.acceptance, name="offer_acceptance"),
    path("q/<str:token>/refusal/", public.refusal, name="offer_refusal"),
    path("q/<str:token>/comments/", public.comments, name="offer_comments"),
    path("q/<str:token>/offer.pdf", public.paper, name="offer_paper"),
]
