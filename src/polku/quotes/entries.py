"""What quotes put into the interface."""

from polku.ui import registry


def register() -> None:
    """Fill the registries; `apps.py` calls it."""
    registry.stylesheets.register(registry.Stylesheet("quotes/css/offer.css"))
