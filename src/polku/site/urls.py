"""The pages: every domain's under its own noun; a domain joins by its `web/urls.py`. The API: `api_urls`."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

DOMAINS = (
    "access",
    "ui",
    "office",
    "search",
    "imports",
    "insight",
    "contacts",
    "process",
    "playbook",
    "deals",
    "qualify",
    "engage",
    "documents",
    "mail",
    "webhooks",
    "books",
    "catalogue",
    "exchange",
    "forecast",
    "measures",
    "proposals",
    "advice",
    "journey",
    "quotes",
    "orders",
    "stock",
    "billing",
    "payments",
    "returns",
    "cycle",
    "start",
    "demo",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("allauth.urls")),
]
for _domain in DOMAINS:
    if (
        find_spec(f"polku.{_domain}")
        and find_spec(f"polku.{_domain}.web")
        and find_spec(f"polku.{_domain}.web.urls")
    ):
        urlpatterns.append(path("", include(f"polku.{_domain}.web.urls")))
