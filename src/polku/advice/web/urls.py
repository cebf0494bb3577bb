"""Addresses of advice."""

from django.urls import path

from polku.advice.web import views

app_name = "advice"
urlpatterns = [
    path("what-helps/", views.helps, name="helps"),
    path("what-helps/export/<str:kind>/", views.export, name="export"),
    path("deals/<int:deal_id>/askings/", views.askings, name="askings"),
    path("deals/<int:deal_id>/signals/", views.signals, name="signals"),
    path("advice/events/<int:event_id>/reversal/", views.reversal, name="reversal"),
    path("settings/closing-techniques/", views.settings, name="settings"),
]
