"""Where the addresses of the cycle stand in the matrix of addresses and roles."""

PAGES = {
    "cycle:cycle": "cycle.see -",
    "cycle:export": "access.export -",
    "cycle:order": "cycle.see* -",
    "cycle:counter": "cycle.sell cycle.sell",
    "cycle:live": "- cycle.sell",
    "cycle:receipt": "payments.see* -",
}

OPERATIONS = {
    "GET /cycle": "cycle.see",
    "GET /cycle/discrepancies": "cycle.see",
    "GET /orders/{order_id}/cycle": "cycle.see*",
    "POST /counter-sales": "cycle.sell",
}

_LINE = {"description": "Fitting", "kind": "service", "unit_price": "5", "tax_percent": "25.5"}
BODIES: dict[str, object] = {"POST /counter-sales": {"lines": [_LINE]}}
FORMS: dict[str, object] = {
    "cycle:counter": {"what": "Fitting", "unit_price": "5", "tax": "25.5", "method": "cash"}
}


def things() -> dict[str, object]:
    """Nothing of its own: orders are made by theirs."""
    return {}
