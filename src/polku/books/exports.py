"""The whole books for other tools: every posting as CSV, or the journal as plain-text accounting (beancount)."""

import csv
import re
from collections.abc import Iterator
from itertools import groupby
from typing import IO, Final

from polku.access.logic import Actor
from polku.books.models import Account, Posting
from polku.company.queries import company
from polku.kernel.money import Money
from polku.ui.export import safe_text

FORMATS: Final = ("csv", "beancount")
COLUMNS: Final = (
    "entry_id", "number", "date", "kind", "source_type", "source_id", "text_key", "text", "reverses_id", "account",
    "side", "amount_minor", "currency", "company_minor", "company_currency", "tax_key", "tax_date", "deal_id",
    "customer_id", "product_id", "campaign", "posted_at", "by_id", "via",
)  # fmt: skip
_ROOTS: Final = {
    "asset": "Assets", "liability": "Liabilities", "equity": "Equity", "income": "Income", "expense": "Expenses",
}  # fmt: skip
_PIECE: Final = 2000
_NOT_NAME: Final = re.compile(r"[^A-Za-z0-9]+")
_NOT_TAG: Final = re.compile(r"[^A-Za-z0-9_-]+")


def write_books(out: IO[str], file_format: str, *, actor: Actor) -> int:
    """Write every posting in the order of the journal; how many there were. Memory does not grow with them."""
    return _write_csv(out, actor) if file_format == "csv" else _write_beancount(out, actor)


def _postings(actor: Actor) -> Iterator[Posting]:
    rows = Posting.objects.visible_to(actor).select_related("entry", "account")
    return rows.order_by("date", "entry_id", "id").iterator(_PIECE)


def _write_csv(out: IO[str], actor: Actor) -> int:
    writer, currency, n = csv.writer(out), company().currency, 0
    writer.writerow(COLUMNS)
    for line in _postings(actor):
        entry, n = line.entry, n + 1
        writer.writerow(
            [
                entry.pk, f"{entry.year_id}/{entry.number}", line.date.isoformat(), entry.kind, entry.source_type,
                entry.source_id, entry.text_key, safe_text(entry.text), entry.reverses_id, line.account.code,
                "debit" if line.debit else "credit", line.amount_minor, line.currency, line.company_minor, currency,
                line.tax_key, line.tax_date.isoformat() if line.tax_date else "", line.deal_id, line.customer_id,
                line.product_id, safe_text(line.campaign),
                entry.posted_at.isoformat() if entry.posted_at else "", entry.by_id, entry.via,
            ]
        )  # fmt: skip
    return n


def _write_beancount(out: IO[str], actor: Actor) -> int:
    """Beancount v2/v3 text: options, an `open` of each account, transactions.

    The weight of a posting in another currency is its total price in company currency (`@@`); what has no amount in
    its own currency (a difference of exchange) is stated in company currency. So each transaction balances there, and
    the rule of beancount (the weights of a transaction sum to zero) is ours.
    """
    currency, n = company().currency, 0
    accounts = {row.pk: account_name(row) for row in Account.objects.visible_to(actor).order_by("code")}
    out.write(f'option "title" "{_quoted(company().name)}"\n')
    out.write(
        f'option "operating_currency" "{currency}"\noption "inferred_tolerance_default" "{currency}:0.0001"\n\n'
    )
    first = Posting.objects.visible_to(actor).order_by("date").values_list("date", flat=True).first()
    if first is not None:
        out.writelines(f"{first.isoformat()} open {name}\n" for name in accounts.values())
    for entry, lines in groupby(_postings(actor), key=lambda line: line.entry):
        told = _quoted(entry.text or entry.text_key or entry.kind)
        link = _link(entry.source_type, entry.source_id)
        out.write(f'\n{entry.date.isoformat()} * "{told}"{link}\n')
        out.write(f'  number: "{entry.year_id}/{entry.number}"\n')
        for line in lines:
            n += 1
            out.write(f"  {accounts[line.account_id]}  {_amount(line, currency)}\n")
            if line.tax_key:
                out.write(f'    tax: "{line.tax_key}"\n')
            if line.tax_date:
                out.write(f"    taxed: {line.tax_date.isoformat()}\n")
    return n


def account_name(account: Account) -> str:
    """A name as beancount wants it: a root, then parts that begin with a capital or a digit."""
    words = _NOT_NAME.sub(" ", str(account.name)).title().split()
    code = _NOT_TAG.sub("-", account.code)
    code = code[:1].upper() + code[1:]
    return f"{_ROOTS[account.kind]}:{'-'.join([code, *words])}"


def _amount(line: Posting, currency: str) -> str:
    sign = "" if line.debit else "-"
    worth = Money(line.company_minor, currency)
    if line.currency == currency or line.amount_minor == 0:
        return f"{sign if worth.minor else ''}{worth}"
    return f"{sign}{Money(line.amount_minor, line.currency)} @@ {worth}"


def _link(source_type: str, source_id: int | None) -> str:
    return f" ^{_NOT_TAG.sub('-', source_type)}-{source_id}" if source_id is not None else ""


def _quoted(text: str) -> str:
    return " ".join(text.replace("\\", "\\\\").replace('"', '\\"').split())
