"""Addresses of forecasting."""

from django.urls import path

from polku.forecast.web import views

app_name = "forecast"
urlpatterns = [
    path("forecast/", views.forecast, name="forecast"),
    path("forecast/back-test/", views.fared, name="fared"),
    path("forecast/export/<str:kind>/", views.export, name="export"),
    path("deals/<int:deal_id>/forecast/", views.category, name="category"),
    path("forecast/events/<int:event_id>/reversal/", views.reversal, name="reversal"),
]
