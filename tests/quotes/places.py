"""Where the addresses of quotes stand in the matrix of addresses and roles, and the things they are tried on."""

from decimal import Decimal

from polku.access.logic import SYSTEM
from polku.billing.actions.billing import bill_prepayment
from polku.catalogue.logic.lines import AskedLine
from polku.deals.models import Deal
from polku.office.actions import change_logo
from polku.orders.actions import confirm_orders
from polku.orders.models import Order
from polku.quotes.actions import (
    accept,
    ask_concession,
    draft,
    note_handover,
    plan_negotiation,
    save_terms,
    send,
)
from polku.quotes.logic.incoming import Content, NewQuote, OfferedLine
from polku.quotes.logic.negotiation import Plan
from tests.conftest import NOW
from tests.pictures import png

_SEE, _WRITE, _SEND = "quotes.see*", "quotes.write*", "quotes.send*"
_LIMITS = "quotes.set_limits"

PAGES = {
    "quotes:offer": "public -",
    "quotes:offer_totals": "public -",
    "quotes:offer_confirmation": "- public",
    "quotes:offer_acceptance": "- public",
    "quotes:offer_refusal": "- public",
    "quotes:offer_comments": "- public",
    "quotes:offer_paper": "public -",
    "quotes:quotes": "quotes.see -",
    "quotes:export": "access.export -",
    "quotes:products": "signed -",
    "quotes:signing": "quotes.see -",
    "quotes:new_quote": f"{_WRITE} {_WRITE}",
    "quotes:totals": f"- {_WRITE}",
    "quotes:handover": f"{_WRITE} {_WRITE}",
    "quotes:negotiation": f"{_WRITE} {_WRITE}",
    "quotes:settlement": f"- {_WRITE}",
    "quotes:quote": f"{_SEE} -",
    "quotes:edit": f"{_WRITE} {_WRITE}",
    "quotes:timeline": f"{_SEE} -",
    "quotes:comparison": f"{_SEE} -",
    "quotes:paper": f"{_SEE} -",
    "quotes:evidence": f"{_SEE} -",
    "quotes:sending": f"{_SEND} {_SEND}",
    "quotes:submission": f"{_WRITE} {_WRITE}",
    "quotes:decision": "quotes.approve* quotes.approve*",
    "quotes:acceptance": f"{_SEND} {_SEND}",
    "quotes:refusal": f"{_SEND} {_SEND}",
    "quotes:withdrawal": f"- {_SEND}",
    "quotes:comments": f"- {_WRITE}",
    "quotes:concession": f"{_WRITE} {_WRITE}",
    "quotes:concession_answer": f"{_WRITE} {_WRITE}",
    "quotes:settings": f"{_LIMITS} {_LIMITS}",
    "quotes:new_terms": f"{_LIMITS} {_LIMITS}",
    "quotes:terms": f"{_LIMITS} {_LIMITS}",
}

OPERATIONS = {
    "GET /quotes": "quotes.see",
    "POST /quotes": _WRITE,
    "GET /quotes/{quote_id}": _SEE,
    "GET /quotes/{quote_id}/versions/{version}": _SEE,
    "PUT /quotes/{quote_id}/content": _WRITE,
    "POST /quotes/{quote_id}/submissions": _WRITE,
    "POST /quotes/{quote_id}/decisions": "quotes.approve*",
    "POST /quotes/{quote_id}/sendings": _SEND,
    "POST /quotes/{quote_id}/acceptances": _SEND,
    "POST /quotes/{quote_id}/refusals": _SEND,
    "POST /quotes/{quote_id}/withdrawals": _SEND,
    "POST /quotes/{quote_id}/comments": _WRITE,
    "POST /quotes/{quote_id}/concessions": _WRITE,
    "POST /concessions/{concession_id}/answers": _WRITE,
    "GET /quotes/{quote_id}/paper": _SEE,
    "GET /quotes/{quote_id}/evidence": _SEE,
    "GET /deals/{deal_id}/handover": _SEE,
    "POST /deals/{deal_id}/handover": _WRITE,
    "POST /handover-items/{handover_id}/settlements": _WRITE,
    "GET /deals/{deal_id}/negotiation": _SEE,
    "PUT /deals/{deal_id}/negotiation": _WRITE,
}

_LINE = {"description": "Stool", "unit_price": "5", "tax_percent": "25.5"}
BODIES: dict[str, object] = {
    "POST /quotes": {"deal_id": "{deal_id}", "lines": [_LINE]},
    "PUT /quotes/{quote_id}/content": {"lines": [_LINE]},
    "POST /quotes/{quote_id}/submissions": {},
    "POST /quotes/{quote_id}/decisions": {"approved": True},
    "POST /quotes/{quote_id}/sendings": {},
    "POST /quotes/{quote_id}/acceptances": {"name": "Dora"},
    "POST /quotes/{quote_id}/refusals": {"reason": "price"},
    "POST /quotes/{quote_id}/comments": {"text": "Hello"},
    "POST /quotes/{quote_id}/concessions": {"asked": "Less"},
    "POST /concessions/{concession_id}/answers": {"given": "Some"},
    "POST /deals/{deal_id}/handover": {"kind": "paper", "text": "Contract"},
    "PUT /deals/{deal_id}/negotiation": {"aim_minor": 500, "tradeables": [{"text": "Payment in advance"}]},
}
FORMS: dict[str, object] = {
    "quotes:offer_confirmation": {"name": "Dora"},
    "quotes:offer_acceptance": {"name": "Dora"},
    "quotes:offer_refusal": {"reason": "price"},
    "quotes:offer_comments": {"text": "Hello"},
    "quotes:comments": {"text": "Hello"},
    "quotes:sending": {"to": ""},
    "quotes:acceptance": {"name": "Dora"},
    "quotes:refusal": {"reason": "price"},
    "quotes:concession": {"asked": "Less"},
    "quotes:concession_answer": {"given": "Some"},
    "quotes:handover": {"kind": "paper", "text": "Contract"},
    "quotes:negotiation": {"aim": "5"},
}
SPECIAL: dict[str, dict[str, object]] = {
    "quotes:offer": {"token": "{quote_token}"},
    "quotes:offer_": {"token": "{quote_token}"},
    "billing:offer_bill": {"token": "{agreed_token}", "invoice_id": "{agreed_bill_id}"},
    "quotes:evidence": {"quote_id": "{agreed_id}"},
    "GET /quotes/{quote_id}/evidence": {"quote_id": "{agreed_id}"},
    "GET /quotes": {"version": 1},
}


def things() -> dict[str, object]:
    """An offer of Alice's deal that is out, with a wish and a note for the handover; a template of terms."""
    change_logo(png(), actor=SYSTEM, at=NOW)
    deal = Deal.objects.order_by("id")[0]
    line = AskedLine(description="Stool", unit_price=Decimal(5), tax_percent=Decimal("25.5"))
    quote = draft(NewQuote(deal.pk, Content((OfferedLine(line),))), actor=SYSTEM, at=NOW)
    send(quote.pk, site="https://polku.example", actor=SYSTEM, at=NOW)
    agreed = draft(NewQuote(deal.pk, Content((OfferedLine(line),))), actor=SYSTEM, at=NOW)
    send(agreed.pk, site="https://polku.example", actor=SYSTEM, at=NOW)
    accept(agreed.pk, name="Dora", actor=SYSTEM, at=NOW)
    order = Order.objects.get(quote=agreed)
    confirm_orders([order.pk], actor=SYSTEM, at=NOW)
    bill = bill_prepayment(order.pk, issue_now=True, actor=SYSTEM, at=NOW)
    wish = ask_concession(quote.pk, asked="Less", actor=SYSTEM, at=NOW)
    item = note_handover(deal.pk, kind="paper", text="Contract", actor=SYSTEM, at=NOW)
    plan_negotiation(deal.pk, Plan(limit_minor=400), actor=SYSTEM, at=NOW)
    template = save_terms(None, name="Usual", words={}, actor=SYSTEM, at=NOW)
    return {
        "quote_id": quote.pk, "quote_token": quote.token, "concession_id": wish.pk, "item_id": item.pk,
        "handover_id": item.pk,
        "template_id": template.pk, "version": 1, "agreed_id": agreed.pk,
        "agreed_token": agreed.token, "agreed_bill_id": bill.pk,
    }  # fmt: skip
