"""Addresses of the cycle."""

from django.urls import path

from polku.cycle.web import views

app_name = "cycle"
urlpatterns = [
    path("cycle/", views.cycle, name="cycle"),
    path("cycle/export/", views.export, name="export"),
    path("orders/<int:order_id>/cycle/", views.order, name="order"),
]
