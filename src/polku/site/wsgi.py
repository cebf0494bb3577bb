"""The WSGI door that granian serves."""

import os

from polku.site.collecting import no_collecting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polku.site.settings")
with no_collecting():
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()

    from polku.site import urls  # noqa: F401 -- else the first page would wait for it
    from polku.site.serving import start_beside

start_beside()
