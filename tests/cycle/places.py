"""Where the addresses of the cycle stand in the matrix of addresses and roles."""

PAGES = {
    "cycle:cycle": "cycle.see -",
    "cycle:export": "access.export -",
    "cycle:order": "cycle.see* -",
}

OPERATIONS = {
    "GET /cycle": "cycle.see",
    "GET /cycle/discrepancies": "cycle.see",
    "GET /orders/{order_id}/cycle": "cycle.see*",
}


def things() -> dict[str, object]:
    """Nothing of its own: orders are made by theirs."""
    return {}
