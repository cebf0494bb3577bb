"""The things that addresses of insight are tried on; where they stand is said in tests/site/places.py."""

from polku.insight.models import AllowedDeviation
from tests.conftest import NOW

SPECIAL = {
    "insight:forbid": {"allowed_id": "{allowed_deviation_id}"},
    "DELETE /allowed-deviations/": {"allowed_id": "{allowed_deviation_id}"},
}


def things() -> dict[str, object]:
    """A deviation that is allowed."""
    row = AllowedDeviation.objects.create(
        process="eight-stage", code="skipped:needs", reason="Known buyers", at=NOW
    )
    return {"allowed_deviation_id": row.pk}
