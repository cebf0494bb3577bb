"""Addresses of the interface itself."""

from django.urls import include, path

from polku.ui.web import assets, design, help_pages, palette, saved_views, views

app_name = "ui"
_HELP = [path("", help_pages.pages, name="pages"), path("<slug:key>/", help_pages.page, name="page")]
urlpatterns = [
    path("", views.today, name="today"),
    path("settings/", views.settings_list, name="settings"),
    path("settings/design/", design.components, name="design"),
    path("palette", palette.palette, name="palette"),
    path("help/", include((_HELP, "help"))),
    path("language", views.language, name="language"),
    path("views/<str:place>/", saved_views.create, name="views"),
    path("views/<str:place>/<int:view_id>/", saved_views.change, name="view"),
    path("views/<str:place>/<int:view_id>/deletion", saved_views.delete, name="view_deletion"),
    path("style.<str:digest>.css", assets.stylesheet, name="stylesheet"),
]
