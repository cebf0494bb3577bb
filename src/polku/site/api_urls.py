"""The API and the pages: what a request below `/api/v1/` is resolved by.

Apart from the pages: the shapes of hundreds of operations take half a second to load, and the first page would wait.
"""

from django.urls import URLPattern, URLResolver, include, path

from polku.site.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("", include("polku.site.urls")),
]
