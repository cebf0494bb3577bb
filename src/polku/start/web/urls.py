"""Addresses of the guided start."""

from django.urls import path

from polku.start.web import views

app_name = "start"
urlpatterns = [
    path("start/", views.start, name="start"),
    path("start/aim/", views.aim, name="aim"),
    path("start/people/", views.people, name="people"),
    path("start/process/", views.process, name="process"),
    path("start/journey/", views.journey, name="journey"),
    path("start/closing/", views.closing, name="closing"),
    path("start/steps/<slug:step>/", views.step, name="step"),
]
