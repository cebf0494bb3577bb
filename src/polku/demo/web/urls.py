"""Addresses of the demo."""

from django.urls import path

from polku.demo.web import views

app_name = "demo"
urlpatterns = [
    path("settings/demo/", views.demo, name="demo"),
    path("settings/demo/removal/", views.removal, name="removal"),
]
