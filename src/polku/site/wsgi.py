"""The WSGI door that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polku.site.settings")
application = get_wsgi_application()

from polku.site.serving import start_beside  # noqa: E402 -- after Django is set up

start_beside()
