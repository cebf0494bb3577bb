"""What an offer comes to while it is written: the server counts each line and the whole, and says why."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone

from polku.access.logic import Actor
from polku.access.request import Request
from polku.catalogue.counting import STAND_IN, Trial, trial, words_of
from polku.catalogue.logic.lines import Line
from polku.catalogue.logic.totals import Totals
from polku.catalogue.queries.destination import accounts_for_tax
from polku.catalogue.queries.filling import Buyer
from polku.catalogue.rules import sees_costs
from polku.company.queries import company, day_of, to_company_currency
from polku.contacts.postal import country_of
from polku.deals.models import Deal
from polku.kernel.errors import DomainError, Invalid
from polku.kernel.money import Money
from polku.quotes import actions
from polku.quotes.logic.choosing import usual
from polku.quotes.logic.incoming import Content, OfferedLine
from polku.quotes.models import Quote
from polku.quotes.papering import money
from polku.quotes.web import inputs
from polku.quotes.web.planning import verdict_of
from polku.quotes.web.showing import margin_text, short_words


def live(request: Request, deal: Deal) -> dict[str, Any]:
    """The sums of what was typed with each line's price and VAT, or what is wrong with it."""
    told, rows = request.POST, inputs.typed(request.POST)
    if not rows:
        return {"sums": None}
    currency = told.get("currency") or deal.value_currency or company().currency
    row = Quote(customer=deal.customer, currency=currency, language=told.get("language") or "en")
    offered, problems = _read(rows, request.actor)
    wanted = Content(
        tuple(offered),
        prices_include_tax={"1": True, "0": False}.get(told.get("prices_include_tax", "")),
        codes=tuple(told.get("codes", "").replace(",", " ").split()),
    )
    try:
        tried = _tried(row, wanted, problems)
        if len(tried.problems) == len(rows):
            return {"sums": None, "lines": tried.lines}
        lines = [replace(one, asked=asked) for one, asked in zip(offered, tried.asked, strict=True)]
        sums = _sums(replace(wanted, lines=tuple(lines)), row, deal, request.actor)
        return {"sums": sums, "lines": tried.lines}
    except DomainError as error:
        return {"sums": None, "problem": words_of(error)}


def _read(rows: Sequence[inputs.Row], actor: Actor) -> tuple[list[OfferedLine], dict[int, str]]:
    """The rows as lines, and what is wrong with those that cannot be read."""
    lines: list[OfferedLine] = []
    problems: dict[int, str] = {}
    for place, row in enumerate(rows):
        try:
            lines += inputs.offered([row], actor)
        except Invalid as error:
            problems[place] = words_of(error)
            lines.append(OfferedLine(STAND_IN, False, ""))
    return lines, problems


def _tried(row: Quote, wanted: Content, problems: dict[int, str]) -> Trial:
    customer = row.customer
    return trial(
        [line.asked for line in wanted.lines],
        buyer=Buyer(customer.id, country_of(customer), accounts_for_tax(customer.vat_id), row.language),
        currency=row.currency,
        at=timezone.now(),
        codes=wanted.codes,
        prices_include_tax=wanted.prices_include_tax,
        problems=problems,
    )


def _sums(wanted: Content, row: Quote, deal: Deal, actor: Actor) -> dict[str, Any]:
    filled, whole, parts = actions.priced(row, wanted, timezone.now())
    counted = usual(parts)
    kept = [line for part, line in zip(parts, filled.lines, strict=True) if part.position in counted]
    sums = actions.sums(kept, row.currency, filled.prices_include_tax) if kept else whole
    net = sums.net_minor if kept else 0
    return {
        "net": money(net, row.currency),
        "tax": money(sums.tax_minor if kept else 0, row.currency),
        "gross": money(sums.gross_minor if kept else 0, row.currency),
        "margin": _margin(actor, kept, sums, row.currency) if kept else "",
        "partly": any(one.cost_minor is None for one in kept),
        "plan": verdict_of(deal.id, net, row.currency, actor),
        "short": _short(filled.lines, actor),
    }


def _short(lines: Sequence[Line], actor: Actor) -> list[tuple[str, str]]:
    """The lines that are not all on stock, with how much is."""
    said = short_words([(line.product_id, line.quantity, line.unit) for line in lines], actor)
    return [
        (line.description.partition("\n")[0], words) for line, words in zip(lines, said, strict=True) if words
    ]


def _margin(actor: Actor, lines: Sequence[Line], sums: Totals, currency: str) -> str:
    """What the lines of a known cost leave."""
    pairs = zip(lines, sums.line_net_minors, strict=True)
    known = [(net, line.cost_minor) for line, net in pairs if line.cost_minor is not None]
    if not sees_costs(actor) or not known:
        return ""
    net = Money(sum(net for net, _cost in known), currency)
    own = to_company_currency(net, day_of(timezone.now()), base=company().currency)
    return margin_text(own.minor, sum(cost for _net, cost in known))
