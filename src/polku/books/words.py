"""Labels of the books, for every door that shows them."""

from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.books import registry
from polku.books.models import Account, Entry
from polku.eventlog.events import Via
from polku.kernel.money import Money, exponent
from polku.ui.locale_formats import locale

KIND_LABELS = {
    "asset": gettext_lazy("Asset"),
    "liability": gettext_lazy("Liability"),
    "equity": gettext_lazy("Equity"),
    "income": gettext_lazy("Income"),
    "expense": gettext_lazy("Expense"),
}
ROLE_LABELS = {
    "bank": gettext_lazy("Payments by bank"),
    "cash": gettext_lazy("Payments in cash"),
    "payments_in_transit": gettext_lazy("Payments in transit"),
    "receivable": gettext_lazy("What customers owe"),
    "inventory": gettext_lazy("Stock"),
    "fx_clearing": gettext_lazy("Between two currencies"),
    "vat_input": gettext_lazy("VAT on purchases"),
    "withholding": gettext_lazy("Tax withheld by customers"),
    "payable": gettext_lazy("What we owe suppliers"),
    "goods_received": gettext_lazy("Goods received, bill to come"),
    "prepayments": gettext_lazy("Prepayments of customers"),
    "vouchers": gettext_lazy("Vouchers"),
    "rewards": gettext_lazy("Rewards promised"),
    "vat_output": gettext_lazy("VAT on sales"),
    "capital": gettext_lazy("Capital"),
    "retained": gettext_lazy("Results of earlier years"),
    "opening": gettext_lazy("Opening balances"),
    "revenue_goods": gettext_lazy("Sales of goods"),
    "revenue_services": gettext_lazy("Sales of services"),
    "freight": gettext_lazy("Freight charged"),
    "discounts": gettext_lazy("Discounts given"),
    "fx_gain": gettext_lazy("Exchange gains"),
    "vouchers_expired": gettext_lazy("Expired vouchers"),
    "late_charges": gettext_lazy("Reminder fees and late interest"),
    "cost_of_goods": gettext_lazy("Cost of goods sold"),
    "stock_differences": gettext_lazy("Stock differences"),
    "bad_debt": gettext_lazy("Bad debts"),
    "fx_loss": gettext_lazy("Exchange losses"),
    "small_differences": gettext_lazy("Small payment differences"),
    "cash_rounding": gettext_lazy("Cash rounding"),
    "bank_fees": gettext_lazy("Bank fees"),
}
ENTRY_KINDS = {
    "manual": gettext_lazy("By hand"),
    "opening": gettext_lazy("Opening balance"),
    "reversal": gettext_lazy("Reversal"),
    "year_end": gettext_lazy("Year end"),
}
DIMENSION_LABELS = {
    "deal": pgettext_lazy("profit by", "Deal"),
    "customer": pgettext_lazy("profit by", "Customer"),
    "product": pgettext_lazy("profit by", "Product"),
    "campaign": pgettext_lazy("profit by", "Campaign"),
}
PROFIT_LABELS = {
    "deal": gettext_lazy("Profit by deal"),
    "customer": gettext_lazy("Profit by customer"),
    "product": gettext_lazy("Profit by product"),
    "campaign": gettext_lazy("Profit by campaign"),
}
TAX_LABELS = {
    "S": gettext_lazy("Standard or reduced rate"),
    "Z": gettext_lazy("Zero rated"),
    "E": gettext_lazy("Exempt"),
    "AE": gettext_lazy("Reverse charge"),
    "K": gettext_lazy("Within the European Union"),
    "G": gettext_lazy("Export"),
    "O": gettext_lazy("Outside the scope of tax"),
}
VIA_LABELS = {
    Via.WEB: gettext_lazy("on the web"),
    Via.API: gettext_lazy("by the API"),
    Via.CLI: gettext_lazy("on the command line"),
    Via.IMPORT: gettext_lazy("by an import"),
    Via.FORM: gettext_lazy("by a public form"),
    Via.AUTOMATIC: gettext_lazy("automatically"),
    Via.DEMO: gettext_lazy("for the demo"),
}


def account_name(account: Account) -> str:
    """The name of an account in the reader's language."""
    return str(account.name.to(get_language() or "en"))


def entry_text(entry: Entry) -> str:
    """What an entry is, in words: what a person wrote, else the registered sentence, else its kind."""
    if entry.text:
        return entry.text
    registered = registry.texts.find(entry.text_key)
    return str(registered if registered is not None else kind_label(entry.kind))


def kind_label(kind: str) -> str:
    """What a kind of entry is called: ours, that of a registered document, or its registered sentence."""
    if kind in ENTRY_KINDS:
        return str(ENTRY_KINDS[kind])
    source = registry.sources.find(kind)
    told = source.label if source else registry.texts.find(kind)
    return str(told) if told else kind.replace("_", " ").capitalize()


def source_link(entry: Entry) -> tuple[str, str]:
    """What the document of an entry is called, and its address; empty where there is none."""
    if entry.source_id is None:
        return "", ""
    source = registry.sources.find(entry.source_type)
    if source is None:
        return f"{entry.source_type} {entry.source_id}", ""
    return str(source.label), source.url(entry.source_id)


def names_of(user: Actor, by: str, keys: set[int]) -> dict[int, tuple[str, str]]:
    """Names and addresses of deals, customers or products; a number where its domain tells no name."""
    known = registry.named.find(by)
    names = dict(known.names(user, keys)) if known and keys else {}
    return {
        key: (
            names.get(key) or f"{DIMENSION_LABELS[by]} {key}",
            known.url(key) if known and key in names else "",
        )
        for key in keys
    }


def amount(minor: int, currency: str) -> str:
    """An amount without its currency, with all its decimals, as the reader writes numbers: for columns of tables."""
    places = exponent(currency)
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return str(format_decimal(Money(minor, currency).decimal, format=pattern, locale=locale()))


def month_label(month: int) -> str:
    """A month as its year and number: 2026-07."""
    return f"{month // 100}-{month % 100:02}"


def number_label(entry: Entry) -> str:
    """The number of an entry with its year."""
    return f"{entry.year_id}/{entry.number}" if entry.number else _("not posted")
