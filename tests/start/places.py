"""Where the addresses of the guided start stand in the matrix of addresses and roles."""

_LEAD = "start.lead"

PAGES = {
    "start:start": f"{_LEAD} -",
    "start:aim": f"{_LEAD} {_LEAD}",
    "start:people": f"{_LEAD} access.manage_users",
    "start:process": f"- {_LEAD}",
    "start:journey": f"- {_LEAD}",
    "start:closing": f"- {_LEAD}",
    "start:step": f"- {_LEAD}",
}
OPERATIONS: dict[str, str] = {}
BODIES: dict[str, object] = {}
FORMS: dict[str, object] = {
    "start:aim": {"indicator": "wins", "target": "12", "until": "2027-12-31"},
    "start:people": {"email": "frida@example.org", "role": "seller", "team": "{team_id}"},
    "start:process": {"name": "three-step"},
    "start:journey": {"name": "b2b"},
    "start:closing": {"how": "dismissed"},
    "start:step": {"state": "done"},
}
SPECIAL: dict[str, dict[str, object]] = {"start:": {"step": "aims"}}


def things() -> dict[str, object]:
    """Nothing: the guide is the company's own."""
    return {}
