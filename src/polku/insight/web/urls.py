"""Addresses of insight."""

from django.urls import path

from polku.insight.web import allowing, views

app_name = "insight"
urlpatterns = [
    path("insight/", views.overview, name="overview"),
    path("insight/finding/", views.overview, {"view": "finding"}, name="finding"),
    path("insight/filter/", views.choice, name="filter"),
    path("insight/figures/<slug:name>/", views.figure, name="figure"),
    path("insight/figures/<slug:name>.<slug:file_format>", views.file, name="file"),
    path("insight/allowed/", allowing.allow, name="allow"),
    path("insight/allowed/<int:allowed_id>/end/", allowing.forbid, name="forbid"),
    path("insight/<slug:view>/", views.overview, name="view"),
]
