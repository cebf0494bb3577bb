"""Where returns are shown."""

from django.urls import reverse


def return_url(return_id: int) -> str:
    """The page of a return."""
    return reverse("returns:return", args=[return_id])
