"""Our settings with the bare views in place of the product, and without its middleware and its apps' guests."""

from polku.site.settings import *  # noqa: F403
from polku.site.settings import INSTALLED_APPS as _APPS

INSTALLED_APPS = [app for app in _APPS if not app.startswith(("allauth", "axes"))]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "benchmarks.bare"
TEMPLATES: list[object] = []
"""A plain word for what is not there: our pages know no addresses here."""
