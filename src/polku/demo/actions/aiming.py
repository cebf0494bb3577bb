"""What the demo company aims at: three goals, a strategy, a dashboard of the manager for everybody."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.company.queries import day_of
from polku.jobs.actions import enqueue
from polku.measures.actions import save_dashboard, save_goal, save_strategy
from polku.measures.logic.periods import whole
from polku.measures.logic.tiles import Spec

_TILES = (
    Spec("indicator", "value-won", 2),
    Spec("indicator", "win-rate", 2),
    Spec("indicator", "open-value"),
    Spec("indicator", "days-to-win"),
    Spec("indicator", "meetings"),
    Spec("list", "deals", 1, "step=overdue"),
    Spec("figure", "funnel", 4),
)


def aim(manager: Actor, seller: Actor, language: str, *, at: datetime) -> None:
    """Goals of this quarter, one of them on the map; a strategy; a dashboard with a goal on it."""
    quarter = whole(day_of(at), "quarter")
    begun = datetime.combine(quarter.first, time(9), at.tzinfo)
    days: dict[str, Any] = {"from_date": quarter.first, "to_date": quarter.last}
    with translation.override(language):
        told: dict[str, dict[str, Any]] = {
            "won": {"target": Decimal(34), "aim": _("Grow with firms of our own country")},
            "win-rate": {
                "target": Decimal("0.5"), "baseline": Decimal("0.4"), "aim": _("Lose less after the offer"),
                "process_key": "lead-to-paid", "stage": "offer",
            },
            "meetings": {
                "target": Decimal(12), "team_id": seller.home_team_id, "person_id": seller.user_id,
                "aim": _("See every buyer once before the offer"),
            },
        }  # fmt: skip
        rows = [
            save_goal(
                None,
                days | values | {"indicator": key, "responsible_id": manager.user_id},
                actor=manager,
                at=min(begun, at),
            )
            for key, values in told.items()
        ]
        goal = Spec("goal", str(rows[0].pk), 2)
        values = {"name": _("The team's selling"), "sharing": "everybody"}
        save_dashboard(None, values, tiles=(goal, *_TILES), actor=manager, at=at)
        strategy = {
            "name": _("Companies"),
            "customer_kind": "company",
            "price_position": _(
                "In the middle of the market; no price below the list without something in return."
            ),
            "channels": _("Fairs in spring, referrals all year."),
            "review_date": quarter.last,
            "responsible_id": manager.user_id,
        }
        save_strategy(None, strategy, actor=manager, at=at)
    enqueue("measures.look_at_goals", {}, at=at, key="goals")
