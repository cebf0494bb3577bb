"""The reports of the books, each as a sheet whose figures lead to their rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polku.access.logic import Actor
from polku.books import queries, registry
from polku.books.logic.accounts import AccountKind, Role
from polku.books.logic.periods import first_day, last_day
from polku.books.queries import MonthlyRow, Profit, VatRow
from polku.books.queries.sums import result_minor
from polku.books.rules import BooksPermission
from polku.books.web.sheets import Cell, Heading, Row, Sheet
from polku.books.web.state import Span
from polku.books.words import (
    DIMENSION_LABELS,
    PROFIT_LABELS,
    TAX_LABELS,
    account_name,
    amount,
    month_label,
    names_of,
)
from polku.company.queries import company

MONTHS_MAX = 24
Make = Callable[[Actor, Span, date], Sheet]


@dataclass(frozen=True)
class Report:
    """A report by the name in its address."""

    name: str
    label: str | Promise
    make: Make
    has_span: bool = True


def ledger_url(code: str, span: Span) -> str:
    """The rows of an account in a period."""
    return f"{reverse('books:account', args=[code])}?{span.query}"


def rows_url(span: Span, **only: object) -> str:
    """The postings that make a figure."""
    return f"{reverse('books:postings')}?{span.with_more(**only)}"


def trial_balance(actor: Actor, span: Span, today: date) -> Sheet:
    """Every account that moved: opening, debit, credit, balance."""
    told = queries.trial_balance(actor, date_from=span.date_from, date_to=span.date_to)
    rows = [
        Row(
            (
                Cell(one.account.code, ledger_url(one.account.code, span)),
                Cell(account_name(one.account), ledger_url(one.account.code, span)),
                Cell(one.opening_minor), Cell(one.debit_minor), Cell(one.credit_minor), Cell(one.balance_minor),
            )
        )
        for one in told.rows
    ]  # fmt: skip
    sums = (
        told.opening_minor,
        told.debit_minor,
        told.credit_minor,
        told.opening_minor + told.difference_minor,
    )
    if rows:
        rows.append(Row((Cell(""), Cell(_("Total")), *map(Cell, sums)), is_total=True))
    wrong = told.difference_minor or told.opening_minor
    return Sheet(
        _("Trial balance"),
        (
            Heading(_("Account")), Heading(_("Name of the account")), Heading(_("Opening"), "money"),
            Heading(_("Debit"), "money"), Heading(_("Credit"), "money"), Heading(_("Balance"), "money"),
        ),
        rows, told.currency, "trial-balance",
        nothing=_("Nothing was posted up to the end of this period."),
        alarms=[_("Debit and credit differ. Run “polku check”.")] if wrong else [],
    )  # fmt: skip


def profit_and_loss(actor: Actor, span: Span, today: date) -> Sheet:
    """Income and expenses by month; by year where the period is longer than two years."""
    begin, end = span.closed
    found = queries.monthly(actor, date_from=begin, date_to=end)
    months = sorted({month for row in found for month in row.by_month})
    parts = _parts(months, span)
    rows: list[Row] = []
    for kind, label in ((AccountKind.INCOME, _("Income")), (AccountKind.EXPENSE, _("Expenses"))):
        of_kind = [row for row in found if row.account.kind == kind]
        rows += [_account_row(row, parts, span) for row in of_kind]
        rows.append(_sum_row(label, of_kind, parts))
    rows.append(_result_row(found, parts))
    return Sheet(
        _("Profit and loss"),
        (
            Heading(_("Account")), Heading(_("Name of the account")),
            *(Heading(label, "money") for label, _span, _months in parts), Heading(_("Total"), "money"),
        ),
        rows if found else [], company().currency, "profit-and-loss",
        nothing=_("Neither income nor expenses were posted in this period."),
    )  # fmt: skip


Part = tuple[str, Span, list[int]]


def _parts(months: Sequence[int], span: Span) -> list[Part]:
    """The columns: months, or years if there are many."""
    begin, end = span.closed
    if len(months) <= MONTHS_MAX:
        return [
            (month_label(one), Span(max(begin, first_day(one)), min(end, last_day(one))), [one])
            for one in months
        ]
    years = sorted({month // 100 for month in months})
    return [
        (
            str(year),
            Span(max(begin, date(year, 1, 1)), min(end, date(year, 12, 31))),
            [month for month in months if month // 100 == year],
        )
        for year in years
    ]


def _account_row(row: MonthlyRow, parts: Sequence[Part], span: Span) -> Row:
    code = row.account.code
    cells = [
        Cell(sum(row.by_month.get(month, 0) for month in months), ledger_url(code, part))
        for _label, part, months in parts
    ]
    name = account_name(row.account)
    return Row(
        (
            Cell(code, ledger_url(code, span)),
            Cell(name, ledger_url(code, span)),
            *cells,
            Cell(row.total_minor),
        )
    )


def _sum_row(label: str, rows: Sequence[MonthlyRow], parts: Sequence[Part]) -> Row:
    sums = [sum(row.by_month.get(month, 0) for row in rows for month in months) for _l, _s, months in parts]
    return Row((Cell(""), Cell(label), *map(Cell, sums), Cell(sum(sums))), is_total=True)


def _result_row(rows: list[MonthlyRow], parts: Sequence[Part]) -> Row:
    sums = [sum(result_minor(rows, month) for month in months) for _l, _s, months in parts]
    return Row((Cell(""), Cell(_("Profit")), *map(Cell, sums), Cell(sum(sums))), is_total=True)


def vat(actor: Actor, span: Span, today: date) -> Sheet:
    """Base and tax by category and percent, sales and purchases."""
    told = queries.vat_report(actor, date_from=span.closed[0], date_to=span.closed[1])
    rows = [_vat_row(one, _("Sales"), span) for one in told.sales]
    rows += [_vat_row(one, _("Purchases"), span) for one in told.purchases]
    for label, minor in (
        (_("Tax on sales"), told.output_minor),
        (_("Tax on purchases"), told.input_minor),
        (_("To pay"), told.due_minor),
    ):
        rows.append(Row((*(Cell(""),) * 2, Cell(label), Cell(None), Cell(None), Cell(minor)), is_total=True))
    notes = [
        said % {"amount": amount(minor, told.currency)}
        for said, minor in (
            (_("On the tax accounts without a tax key, such as the tax paid: %(amount)s"), told.other_minor),
            (_("Taken off the tax on sales because invoices were written off: %(amount)s"), told.relieved_minor),
            (_("Tax of this period posted later, as its books were closed: %(amount)s"), told.elsewhere_minor),
            (_("Tax posted in this period that belongs to one closed before: %(amount)s"), told.late_minor),
        )
        if minor
    ]  # fmt: skip
    return Sheet(
        _("VAT report"),
        (
            Heading(_("Side")), Heading(_("Tax key")), Heading(_("Kind of tax")), Heading(_("Postings"), "number"),
            Heading(_("Base"), "money"), Heading(_("Tax"), "money"),
        ),
        rows if told.sales or told.purchases else [], told.currency, "vat", note=" ".join(notes),
        nothing=_("No tax was posted in this period."),
    )  # fmt: skip


def _vat_row(one: VatRow, side: str, span: Span) -> Row:
    url = rows_url(span, tax_key=one.tax_key)
    kind = str(TAX_LABELS.get(one.key.category, one.key.category))
    if one.key.country:
        kind = f"{kind}, {one.key.country}"
    told = (Cell(side), Cell(one.tax_key, url), Cell(kind), Cell(one.n, url))
    return Row((*told, Cell(one.base_minor, url), Cell(one.tax_minor, url)))


def union_sales(actor: Actor, span: Span, today: date) -> Sheet:
    """What a company declares of its sales to businesses in other states of the Union: by VAT number."""
    actor.require(BooksPermission.SEE)
    found = [one for load in registry.union_sales for one in load(actor, *span.closed)]
    names = names_of(actor, "customer", {one.customer_id for one in found})
    rows = [
        Row((
            Cell(one.vat_number), Cell(*names[one.customer_id]),
            Cell(one.goods_minor, rows_url(span, tax_key="K:0", customer=one.customer_id)),
            Cell(one.services_minor, rows_url(span, tax_key="AE:0", customer=one.customer_id)),
            Cell(one.goods_minor + one.services_minor),
        ))
        for one in found
    ]  # fmt: skip
    goods, services = sum(one.goods_minor for one in found), sum(one.services_minor for one in found)
    sums = map(Cell, (goods, services, goods + services))
    return Sheet(
        _("Sales to businesses in the European Union"),
        (
            Heading(_("VAT number")), Heading(DIMENSION_LABELS["customer"]), Heading(_("Goods"), "money"),
            Heading(_("Services"), "money"), Heading(_("Total"), "money"),
        ),
        [*rows, Row((Cell(""), Cell(_("Total")), *sums), is_total=True)] if rows else [],
        company().currency, "eu-sales",
        nothing=_("No business in another state of the European Union was billed without VAT in this period."),
    )  # fmt: skip


def profit_by(by: str) -> Make:
    """Income, expenses and profit of each deal, customer, product or campaign."""

    def make(actor: Actor, span: Span, today: date) -> Sheet:
        found = queries.profit(actor, by=by, date_from=span.closed[0], date_to=span.closed[1])
        keys = {one.key for one in found if isinstance(one.key, int)}
        names = names_of(actor, by, keys) if by != "campaign" else {}
        rows = [_profit_row(one, by, names, span) for one in found]
        income, expense = sum(one.income_minor for one in found), sum(one.expense_minor for one in found)
        total = Row((Cell(_("Total")), *map(Cell, (income, expense, income - expense))), is_total=True)
        return Sheet(
            PROFIT_LABELS[by],
            (
                Heading(DIMENSION_LABELS[by]), Heading(_("Income"), "money"), Heading(_("Expenses"), "money"),
                Heading(_("Profit"), "money"),
            ),
            [*rows, total] if rows else [], company().currency, f"profit-by-{by}",
            nothing=_("Neither income nor expenses were posted in this period."),
        )  # fmt: skip

    return make


def _profit_row(one: Profit, by: str, names: dict[int, tuple[str, str]], span: Span) -> Row:
    url = rows_url(span, results=1, **{by: "" if one.key is None else one.key})
    if one.key is None:
        name, link = _("None"), ""
    else:
        name, link = names[one.key] if isinstance(one.key, int) else (one.key, "")
    minors = (one.income_minor, one.expense_minor, one.profit_minor)
    return Row((Cell(name, link or url), *(Cell(minor, url) for minor in minors)))


def stock_value(actor: Actor, span: Span, today: date) -> Sheet:
    """What the stock of each product is worth in the books at the end of the period."""
    on = span.date_to or today
    found = queries.stock_value(actor, on=on)
    names = names_of(actor, "product", {key for key, _value in found if key is not None})
    code = queries.account_of_role(Role.INVENTORY.value)
    all_before = Span(None, on)
    rows = [
        Row((
            Cell(names[key][0] if key is not None else _("None"), names[key][1] if key is not None else ""),
            Cell(value, rows_url(all_before, account=code, product="" if key is None else key)),
        ))
        for key, value in found
    ]  # fmt: skip
    if rows:
        rows.append(
            Row(
                (Cell(_("Total")), Cell(sum(v for _k, v in found), ledger_url(code, all_before))),
                is_total=True,
            )
        )
    return Sheet(
        _("Stock value"), (Heading(DIMENSION_LABELS["product"]), Heading(_("Value"), "money")), rows,
        company().currency, "stock-value", nothing=_("The books hold no stock at the end of this period."),
    )  # fmt: skip


def open_items(actor: Actor, span: Span, today: date) -> Sheet:
    """What is still owed, as the domains that keep items tell it."""
    on = span.date_to or today
    found = [one for load in registry.open_items for one in load(actor, on)]
    rows = [
        Row((
            Cell(str(one.kind)), Cell(one.number, one.url), Cell(one.customer), Cell(one.issued_date),
            Cell(one.due_date), Cell(one.currency), Cell(amount(one.open_minor, one.currency)), Cell(one.company_minor),
        ))
        for one in found
    ]  # fmt: skip
    if rows:
        total = Cell(sum(one.company_minor for one in found))
        rows.append(Row((Cell(_("Total")), *(Cell(None),) * 6, total), is_total=True))
    return Sheet(
        _("Open items"),
        (
            Heading(_("Kind")), Heading(_("Number")), Heading(DIMENSION_LABELS["customer"]), Heading(_("Date"), "day"),
            Heading(_("Due"), "day"), Heading(_("Currency")), Heading(_("Open"), "number"),
            Heading(_("Open in company currency"), "money"),
        ),
        rows, company().currency, "open-items", nothing=_("Nobody owes anything at the end of this period."),
    )  # fmt: skip


REPORTS = {
    one.name: one
    for one in (
        Report("trial-balance", gettext_lazy("Trial balance"), trial_balance),
        Report("profit-and-loss", gettext_lazy("Profit and loss"), profit_and_loss),
        *(Report(f"profit-by-{by}", label, profit_by(by)) for by, label in PROFIT_LABELS.items()),
        Report("vat", gettext_lazy("VAT"), vat),
        Report("eu-sales", gettext_lazy("Sales in the EU"), union_sales),
        Report("open-items", gettext_lazy("Open items"), open_items),
        Report("stock-value", gettext_lazy("Stock value"), stock_value),
    )
}
"""Every report by name."""
