"""Where the addresses of webhooks stand in the matrix of addresses and roles, and the things they are tried on."""

from polku.db.secrets import seal
from polku.eventlog.models import Event
from polku.webhooks.logic.signing import as_secret
from polku.webhooks.models import Delivery, Endpoint
from tests.conftest import NOW

_MANAGE = "webhooks.manage"
PAGES = {
    "webhooks:endpoints": f"{_MANAGE} {_MANAGE}",
    "webhooks:endpoint": f"{_MANAGE} {_MANAGE}",
    "webhooks:secret": f"- {_MANAGE}",
    "webhooks:trial": f"- {_MANAGE}",
    "webhooks:resumption": f"- {_MANAGE}",
    "webhooks:replays": f"- {_MANAGE}",
    "webhooks:removal": f"- {_MANAGE}",
    "webhooks:delivery": f"{_MANAGE} -",
    "webhooks:replay": f"- {_MANAGE}",
}

OPERATIONS = {
    "GET /webhooks": _MANAGE,
    "POST /webhooks": _MANAGE,
    "GET /webhooks/{webhook_id}": _MANAGE,
    "PATCH /webhooks/{webhook_id}": _MANAGE,
    "DELETE /webhooks/{webhook_id}": _MANAGE,
    "POST /webhooks/{webhook_id}/secrets": _MANAGE,
    "POST /webhooks/{webhook_id}/resumptions": _MANAGE,
    "GET /webhooks/{webhook_id}/deliveries": _MANAGE,
    "POST /webhook-deliveries/{delivery_id}/replays": _MANAGE,
}

BODIES: dict[str, object] = {
    "POST /webhooks": {"url": "https://127.0.0.1/hooks"},
    "PATCH /webhooks/{webhook_id}": {"name": "ERP"},
}

SPECIAL: dict[str, dict[str, object]] = {
    "webhooks:": {"delivery_id": "{webhook_delivery_id}"},
    "POST /webhook-deliveries": {"delivery_id": "{webhook_delivery_id}"},
}


def things() -> dict[str, object]:
    """A webhook that is switched off, and an event it was told before."""
    row = Endpoint.objects.create(
        url="https://127.0.0.1/erp", kinds=["*"], is_active=False, created_at=NOW,
        sealed_secret=seal(as_secret(b"k" * 32)),
    )  # fmt: skip
    event = Event.objects.order_by("id")[0]
    told = Delivery.objects.create(endpoint=row, event_id=event.pk, kind=event.kind, at=NOW, next_try_at=NOW)
    return {"endpoint_id": row.pk, "webhook_id": row.pk, "webhook_delivery_id": told.pk}
