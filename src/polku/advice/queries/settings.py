"""What the company allows."""

from polku.advice.models import AdviceSettings


def pressure_allowed() -> bool:
    """Whether techniques that press may be used."""
    row = AdviceSettings.objects.order_by("id").first()
    return row is not None and row.pressure_allowed
