"""Addresses of imports."""

from django.urls import path

from polku.imports.web import mapping_views, running_views, views

app_name = "imports"
urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/new/", views.new, name="new"),
    path("imports/<int:import_id>/", views.one, name="import"),
    path("imports/<int:import_id>/rows/", views.rows, name="rows"),
    path("imports/<int:import_id>/rejects/", views.rejects, name="rejects"),
    path("imports/<int:import_id>/mapping/", mapping_views.mapping, name="mapping"),
    path("imports/<int:import_id>/reading/", mapping_views.reading, name="reading"),
    path("imports/<int:import_id>/removal/", mapping_views.removal, name="removal"),
    path("imports/<int:import_id>/trial/", running_views.trial, name="trial"),
    path("imports/<int:import_id>/run/", running_views.run, name="run"),
    path("imports/<int:import_id>/mended/", running_views.mended, name="mended"),
    path("imports/<int:import_id>/progress/", running_views.progress, name="progress"),
    path("imports/<int:import_id>/undo/", running_views.undo, name="undo"),
]
