"""Addresses of webhooks in the settings."""

from django.urls import path

from polku.webhooks.web import views

app_name = "webhooks"
urlpatterns = [
    path("settings/webhooks/", views.endpoints_page, name="endpoints"),
    path("settings/webhooks/<int:endpoint_id>/", views.endpoint_page, name="endpoint"),
    path("settings/webhooks/<int:endpoint_id>/secret/", views.secret, name="secret"),
    path("settings/webhooks/<int:endpoint_id>/trial/", views.trial, name="trial"),
    path("settings/webhooks/<int:endpoint_id>/resumption/", views.resumption, name="resumption"),
    path("settings/webhooks/<int:endpoint_id>/replays/", views.replays, name="replays"),
    path("settings/webhooks/<int:endpoint_id>/removal/", views.removal, name="removal"),
    path("settings/webhooks/deliveries/<int:delivery_id>/", views.delivery_page, name="delivery"),
    path("settings/webhooks/deliveries/<int:delivery_id>/replay/", views.replaying, name="replay"),
]
