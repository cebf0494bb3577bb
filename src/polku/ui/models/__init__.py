"""Tables of the interface."""

from polku.ui.models.saved_view import SavedView
from polku.ui.models.sent_form import SentForm

__all__ = ["SavedView", "SentForm"]
