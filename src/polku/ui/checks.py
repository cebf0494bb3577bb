"""System checks: what a domain registers for the pages must be there."""

from typing import Any

from django.contrib.staticfiles import finders
from django.core import checks
from django.core.checks import CheckMessage, register

from polku.ui import registry


@register()
def registered_files(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every registered stylesheet and behaviour is a file."""
    entries = [*registry.stylesheets, *registry.behaviours]
    return [
        checks.Warning(f"The file “{entry.key}” is registered for the pages, but not there.", id="ui.W001")
        for entry in entries
        if finders.find(entry.key) is None
    ]
