"""Addresses of the cycle."""

from django.urls import path

from polku.cycle.web import counter, effort, views

app_name = "cycle"
urlpatterns = [
    path("cycle/", views.cycle, name="cycle"),
    path("cycle/export/", views.export, name="export"),
    path("selling-cost/", effort.page, name="effort"),
    path("selling-cost/export/", effort.export, name="effort_export"),
    path("counter/", counter.counter, name="counter"),
    path("counter/sum/", counter.live, name="live"),
    path("orders/<int:order_id>/receipt/", counter.receipt, name="receipt"),
    path("orders/<int:order_id>/cycle/", views.order, name="order"),
]
