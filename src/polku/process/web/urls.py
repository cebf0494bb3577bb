"""Addresses of processes: the map, the ready-made ones, the editor, the versions."""

from django.urls import path

from polku.process.web import choosing, editor, picker, source, versions, views

app_name = "process"
urlpatterns = [
    path("process/", views.home, name="home"),
    path("process/templates/", picker.templates, name="templates"),
    path("process/templates/<slug:name>/", picker.loading, name="loading"),
    path("process/<slug:key>/", views.home, name="one"),
    path("process/<slug:key>/map/", views.process_map, name="map"),
    path("process/<slug:key>/figures/", views.figures, name="figures"),
    path("process/<slug:key>/filters/", views.filters, name="filters"),
    path("process/<slug:key>/map.csv", views.table_file, name="csv"),
    path("process/<slug:key>/map.svg", views.picture, name="svg"),
    path("process/<slug:key>/stages/<slug:stage_key>/", views.stage, name="stage"),
    path("process/<slug:key>/edit/", editor.draft, name="draft"),
    path("process/<slug:key>/edit/details/", editor.details, name="details"),
    path("process/<slug:key>/edit/stages/", editor.stages, name="draft_stages"),
    path("process/<slug:key>/edit/restoration/", editor.restoration, name="restoration"),
    path("process/<slug:key>/edit/stages/<slug:stage_key>/", editor.stage, name="draft_stage"),
    path("process/<slug:key>/edit/stages/<slug:stage_key>/preview/", editor.preview, name="preview"),
    path("process/<slug:key>/edit/stages/<slug:stage_key>/place/", editor.place, name="place"),
    path("process/<slug:key>/edit/stages/<slug:stage_key>/removal/", editor.removal, name="removal"),
    path("process/<slug:key>/edit/source/", source.source, name="source"),
    path("process/<slug:key>/edit/source.yaml", source.download, name="source_file"),
    path("process/<slug:key>/edit/publication/", editor.publication, name="publication"),
    path("process/<slug:key>/edit/withdrawal/", editor.withdrawal, name="withdrawal"),
    path("process/<slug:key>/versions/", versions.versions, name="versions"),
    path("process/<slug:key>/versions/comparison/", versions.comparison, name="comparison"),
    path("process/<slug:key>/versions/<int:number>/", versions.version, name="version"),
    path("process/<slug:key>/versions/<int:number>/source.yaml", source.version_file, name="version_file"),
    path("process/<slug:key>/versions/<int:number>/return/", versions.rollback, name="rollback"),
    path("process/<slug:key>/default/", choosing.default, name="default"),
    path("process/<slug:key>/archive/", choosing.archived, name="archive"),
    path("settings/processes/", choosing.processes, name="processes"),
]
