"""Django, set up."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polku.site.settings")
django.setup()
