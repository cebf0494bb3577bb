"""Where the addresses of measures stand in the matrix of addresses and roles, and the things they are tried on."""

from datetime import date, timedelta
from decimal import Decimal

from polku.access.logic import SYSTEM
from polku.access.models import Team, User
from polku.access.queries import actor_of
from polku.eventlog.events import Via
from polku.eventlog.models import Event
from polku.measures.actions import (
    add_tile,
    mail_dashboard,
    remove_dashboard,
    save_dashboard,
    save_goal,
    save_indicator,
    save_strategy,
    withdraw_goal,
)
from polku.measures.logic.tiles import Spec
from tests.conftest import NOW

_SEE, _DEFINE, _SET = "measures.see", "measures.define", "measures.set_goals"
_ARRANGE, _SHARE = "measures.arrange", "measures.share"

PAGES = {
    "measures:start": f"{_SEE} -",
    "measures:dashboards": f"{_SEE} -",
    "measures:new_dashboard": f"{_ARRANGE} {_ARRANGE}",
    "measures:filter": f"{_SEE} -",
    "measures:ready": f"{_SEE} -",
    "measures:ready_pdf": f"{_SEE} -",
    "measures:ready_tile": f"{_SEE} -",
    "measures:dashboard": f"{_SEE} -",
    "measures:pdf": f"{_SEE} -",
    "measures:dashboard_settings": f"{_SHARE} {_SHARE}",
    "measures:dashboard_removal": f"- {_SHARE}",
    "measures:dashboard_return": f"- {_SHARE}",
    "measures:mailings": f"{_SEE} {_SEE}",
    "measures:mailing_removal": f"- {_SHARE}",
    "measures:new_tile": f"{_SHARE} {_SHARE}",
    "measures:tile": f"{_SEE} -",
    "measures:tile_settings": f"{_SHARE} {_SHARE}",
    "measures:tile_place": f"- {_SHARE}",
    "measures:tile_removal": f"- {_SHARE}",
    "measures:tile_reversal": f"- {_SHARE}",
    "measures:goals": f"{_SEE} -",
    "measures:new_goal": f"{_SET} {_SET}",
    "measures:goal": f"{_SEE}* -",
    "measures:goal_change": f"{_SET}* {_SET}*",
    "measures:goal_withdrawal": f"- {_SET}*",
    "measures:goal_return": f"- {_SET}*",
    "measures:indicators": f"{_SEE} -",
    "measures:new_indicator": f"{_DEFINE} {_DEFINE}",
    "measures:check": f"{_DEFINE} -",
    "measures:indicator": f"{_SEE} -",
    "measures:indicator_file": f"{_SEE} -",
    "measures:indicator_row": f"{_SEE} -",
    "measures:indicator_change": f"{_DEFINE} {_DEFINE}",
    "measures:indicator_archive": f"- {_DEFINE}",
    "measures:strategies": f"{_SEE} -",
    "measures:new_strategy": f"{_DEFINE} {_DEFINE}",
    "measures:strategy": f"{_SEE} -",
    "measures:strategy_change": f"{_DEFINE} {_DEFINE}",
    "measures:strategy_removal": f"- {_DEFINE}",
}

OPERATIONS = {
    "GET /indicators": _SEE,
    "GET /indicators/{key}": _SEE,
    "POST /indicators": _DEFINE,
    "PUT /indicators/{key}": _DEFINE,
    "GET /goals": _SEE,
    "GET /goals/{goal_id}": f"{_SEE}*",
    "POST /goals": f"{_SET}*",
    "PUT /goals/{goal_id}": f"{_SET}*",
    "POST /goals/{goal_id}/withdrawals": f"{_SET}*",
    "GET /dashboards": _SEE,
    "GET /dashboards/{dashboard_id}": _SEE,
    "POST /dashboards": _ARRANGE,
}

_GOAL = {
    "indicator": "won", "from_date": "2026-10-01", "to_date": "2026-12-31", "target": "40", "team_id": "{team_id}",
}  # fmt: skip
_INDICATOR = {"name": {"en": "Won a day"}, "formula": "won / 30", "unit": "number"}
BODIES: dict[str, object] = {
    "POST /indicators": _INDICATOR,
    "PUT /indicators/{key}": _INDICATOR,
    "POST /goals": _GOAL,
    "PUT /goals/{goal_id}": _GOAL,
    "POST /goals/{goal_id}/withdrawals": {},
    "POST /dashboards": {"name": "Mine", "tiles": [{"kind": "indicator", "ref": "won"}]},
}
FORMS: dict[str, object] = {
    "measures:new_dashboard": {"name": "Mine", "sharing": "private"},
    "measures:dashboard_settings": {"name": "Ours", "sharing": "everybody"},
    "measures:new_tile": {"shows": "indicator:won", "width": "1"},
    "measures:tile_settings": {"shows": "indicator:lost", "width": "2"},
    "measures:tile_place": {"place": "0"},
    "measures:new_goal": {"indicator": "won", "target": "9", "from_date": "2026-10-01", "to_date": "2026-12-31"},
    "measures:goal_change": {
        "indicator": "won", "target": "9", "from_date": "2026-10-01", "to_date": "2026-12-31", "team_id": "{team_id}",
    },
    "measures:new_indicator": {"name": "A", "formula": "won", "unit": "count"},
    "measures:indicator_change": {"name": "A", "formula": "won", "unit": "count"},
    "measures:new_strategy": {"name": "Bakeries"},
    "measures:strategy_change": {"name": "Bakeries"},
}  # fmt: skip
_OWN = {"key": "{own_indicator}"}
SPECIAL: dict[str, dict[str, object]] = {
    "measures:ready": {"key": "manager", "number": 0},
    "measures:dashboard_return": {"dashboard_id": "{removed_dashboard_id}"},
    "measures:goal_return": {"goal_id": "{withdrawn_goal_id}"},
    "measures:tile_reversal": {"event_id": "{tile_event_id}"},
    "measures:indicator": _OWN,
    "GET /indicators/{key}": _OWN,
    "PUT /indicators/{key}": _OWN,
}


def things() -> dict[str, object]:
    """Goals of Alice's team, a dashboard she shows to everybody with a tile, one thrown away, an own indicator."""
    team, alice = Team.objects.get(name="Helsinki"), User.objects.get(email="alice@example.org")
    admin = actor_of(User.objects.get(email="admin@example.org"), Via.WEB)
    own = save_indicator("", _INDICATOR, series={}, actor=SYSTEM, at=NOW)
    told = {
        "indicator": "won", "team_id": team.pk, "from_date": date(2026, 10, 1), "to_date": date(2026, 12, 31),
        "target": Decimal(40),
    }  # fmt: skip
    goal, gone = (save_goal(None, told, actor=SYSTEM, at=NOW) for _ in range(2))
    withdraw_goal(gone.pk, actor=SYSTEM, at=NOW)
    shared = {"name": "Ours", "sharing": "everybody"}
    board, removed = (save_dashboard(None, shared, actor=admin, at=NOW) for _ in range(2))
    tile, event = add_tile(board.pk, Spec("indicator", "won"), actor=admin, at=NOW)
    mailing = mail_dashboard(
        board.pk, recipient_id=alice.pk, rhythm="weekly", hour=7, actor=admin, at=NOW - timedelta(days=1)
    )
    remove_dashboard(removed.pk, actor=admin, at=NOW)
    strategy = save_strategy(None, {"name": "Bakeries"}, actor=SYSTEM, at=NOW)
    assert Event.objects.filter(id=event).exists()
    return {
        "own_indicator": own.key, "goal_id": goal.pk, "withdrawn_goal_id": gone.pk, "dashboard_id": board.pk,
        "removed_dashboard_id": removed.pk, "tile_id": tile.pk, "tile_event_id": event, "mailing_id": mailing.pk,
        "strategy_id": strategy.pk,
    }  # fmt: skip
