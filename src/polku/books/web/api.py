"""The books by API: accounts, entries, months, reports. Amounts are whole minor units."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from polku.books import actions, queries, registry
from polku.books.logic.accounts import AccountKind
from polku.books.logic.entries import Line
from polku.books.models import Account, Entry
from polku.books.queries.sums import FIRST_DAY, LAST_DAY
from polku.books.rules import BooksPermission
from polku.books.web import api_periods
from polku.kernel.money import Money
from polku.ui.api import PROBLEMS, Id, Input, Limit, actor, dumped, once, page

router = Router(tags=["books"])
router.add_router("", api_periods.router)
Amount = Annotated[int, Field(ge=0, le=2**63 - 1)]
Day = date  # a field called date hides the type in its class


class AccountOut(Schema):
    """An account; `role` is what documents use it for."""

    code: str
    name: dict[str, str]
    kind: str
    role: str
    retired_at: datetime | None


class AccountIn(Input):
    """A new account; `name` by language."""

    code: str
    name: dict[str, str]
    kind: AccountKind
    role: str = ""


class AccountPatch(Input):
    """What can be changed of an account; its code and its kind stay."""

    name: dict[str, str] | None = None
    role: str | None = None
    retired: bool | None = None


class LineOut(Schema):
    """One side of an entry. `company_minor` is the amount in company currency, `tax_date` the day by which it belongs
    into the VAT report, where that is not the entry's.
    """

    account: str
    side: Literal["debit", "credit"]
    amount_minor: int
    currency: str
    company_minor: int
    tax_key: str
    tax_date: date | None
    deal_id: int | None
    customer_id: int | None
    product_id: int | None
    campaign: str


class EntryOut(Schema):
    """A posted entry."""

    id: int
    year: int
    number: int | None
    date: date
    kind: str
    text: str
    text_key: str
    source_type: str
    source_id: int | None
    reverses_id: int | None
    deal_id: int | None
    customer_id: int | None
    posted_at: datetime | None
    by_id: int | None
    lines: list[LineOut]


class EntryPage(Schema):
    """One page of entries; `next` is the cursor to send as `after`, null at the end."""

    items: list[EntryOut]
    next: str | None


class LineIn(Input):
    """A line debits or credits an account, named by its code or its role."""

    account: str = ""
    role: str = ""
    debit_minor: Amount | None = None
    credit_minor: Amount | None = None
    currency: str
    company_minor: Amount | None = None
    tax_key: Annotated[str, Field(max_length=30)] = ""


class EntryIn(Input):
    """An entry by hand; in opening balances what is missing to balance goes to their account."""

    date: Day
    text: str
    kind: Literal["manual", "opening"] = "manual"
    lines: Annotated[list[LineIn], Field(max_length=1000)]


class ReversalIn(Input):
    """Why an entry is taken back, and as of which day (today if left out)."""

    reason: str
    date: Day | None = None


class SpanQuery(Schema):
    """From a day to a day, both with; an open end where one is left out."""

    date_from: date | None = None
    date_to: date | None = None

    @property
    def closed(self) -> tuple[date, date]:
        """Both days."""
        return self.date_from or FIRST_DAY, self.date_to or LAST_DAY


class EntryQuery(SpanQuery):
    """Filters of the journal; all of them hold together."""

    kind: str = ""
    source_type: str = ""
    source_id: Id | None = None
    after: str = ""
    limit: Limit = 50


class AccountSumOut(Schema):
    """An account in the trial balance; balances are debit less credit."""

    code: str
    name: dict[str, str]
    kind: str
    opening_minor: int
    debit_minor: int
    credit_minor: int
    balance_minor: int


class TrialBalanceOut(Schema):
    """Every account that moved; `difference_minor` is zero, or something is wrong."""

    currency: str
    debit_minor: int
    credit_minor: int
    difference_minor: int
    accounts: list[AccountSumOut]


class VatRowOut(Schema):
    """Base and tax under one tax key."""

    tax_key: str
    category: str
    percent: str
    country: str
    base_minor: int
    tax_minor: int


class UnionSaleOut(Schema):
    """Sales to a business in another state of the Union, in minor units of the company's currency."""

    vat_number: str
    customer_id: int
    goods_minor: int
    services_minor: int


class VatOut(Schema):
    """Tax on sales and on purchases; `relieved_minor` of it came off for invoices that were written off.

    `elsewhere_minor` of it was posted in other months, and `late_minor` in these months belongs to others, because
    the books of its own were closed.
    """

    currency: str
    sales: list[VatRowOut]
    purchases: list[VatRowOut]
    due_minor: int
    relieved_minor: int
    elsewhere_minor: int
    late_minor: int


class ProfitOut(Schema):
    """What one deal, customer, product or campaign earned and cost; `key` is null for the rest."""

    key: int | str | None
    income_minor: int
    expense_minor: int
    profit_minor: int


@router.get("/books/accounts", response={200: list[AccountOut]} | PROBLEMS, summary="List accounts")
def list_accounts(request: HttpRequest) -> list[dict[str, Any]]:
    """The chart of accounts, by code."""
    actor(request).require(BooksPermission.SEE)
    return [_account(row) for row in queries.accounts(actor(request))]


@router.post("/books/accounts", response={201: AccountOut} | PROBLEMS, summary="Add an account")
@once
def add_account(request: HttpRequest, body: AccountIn) -> tuple[int, dict[str, Any]]:
    """Add an account of the company's own."""
    row = actions.add_account(**body.model_dump(), actor=actor(request), at=timezone.now())
    return 201, _account(row)


@router.patch("/books/accounts/{code}", response={200: AccountOut} | PROBLEMS, summary="Change an account")
@once
def change_account(request: HttpRequest, code: str, body: AccountPatch) -> tuple[int, dict[str, Any]]:
    """Change the names or the role of an account, or put it out of use."""
    who, at = actor(request), timezone.now()
    values = body.model_dump(exclude_unset=True, exclude={"retired"}, exclude_none=True)
    actions.change_account(code, values, actor=who, at=at)
    if body.retired is not None:
        (actions.retire_account if body.retired else actions.restore_account)(code, actor=who, at=at)
    return 200, _account(queries.account(code, who))


@router.get("/books/entries", response={200: EntryPage} | PROBLEMS, summary="List entries")
def list_entries(request: HttpRequest, query: Query[EntryQuery]) -> dict[str, Any]:
    """The journal, the last posted first."""
    actor(request).require(BooksPermission.SEE)
    rows = queries.journal(actor(request), date_from=query.date_from, date_to=query.date_to, kind=query.kind)
    if query.source_type and query.source_id:
        rows = rows.filter(source_type=query.source_type, source_id=query.source_id)
    found, after = page(rows, after=query.after, limit=query.limit)
    return {"items": [_entry(row) for row in found], "next": after}


@router.post("/books/entries", response={201: EntryOut} | PROBLEMS, summary="Post an entry by hand")
@once
def post_entry(request: HttpRequest, body: EntryIn) -> tuple[int, dict[str, Any]]:
    """Post an entry or opening balances."""
    lines = [_line(line) for line in body.lines]
    told = body.model_dump(exclude={"lines"})
    entry_id = actions.post_manual(**told, lines=lines, actor=actor(request), at=timezone.now())
    return 201, _entry(queries.entry(entry_id, actor(request)))


@router.get("/books/entries/{entry_id}", response={200: EntryOut} | PROBLEMS, summary="Read an entry")
def read_entry(request: HttpRequest, entry_id: Id) -> dict[str, Any]:
    """One entry with its lines."""
    return _entry(queries.entry(entry_id, actor(request)))


@router.post(
    "/books/entries/{entry_id}/reversals", response={201: EntryOut} | PROBLEMS, summary="Reverse an entry"
)
@once
def reverse_entry(request: HttpRequest, entry_id: Id, body: ReversalIn) -> tuple[int, dict[str, Any]]:
    """Take back what was posted by hand; the reversal is answered."""
    new = actions.reverse_by_hand(entry_id, **body.model_dump(), actor=actor(request), at=timezone.now())
    return 201, _entry(queries.entry(new, actor(request)))


@router.get("/books/trial-balance", response={200: TrialBalanceOut} | PROBLEMS, summary="Trial balance")
def trial_balance(request: HttpRequest, query: Query[SpanQuery]) -> dict[str, Any]:
    """Opening, debit, credit and balance of every account that moved."""
    told = queries.trial_balance(actor(request), **query.model_dump())
    sums = ("opening_minor", "debit_minor", "credit_minor", "balance_minor")
    rows = [
        {name: getattr(row, name) for name in sums}
        | {"code": row.account.code, "name": row.account.name.as_dict(), "kind": row.account.kind}
        for row in told.rows
    ]
    totals = {
        name: getattr(told, name) for name in ("currency", "debit_minor", "credit_minor", "difference_minor")
    }
    return totals | {"accounts": rows}


@router.get("/books/vat", response={200: VatOut} | PROBLEMS, summary="VAT report")
def vat(request: HttpRequest, query: Query[SpanQuery]) -> dict[str, Any]:
    """Base and tax by tax key."""
    begin, end = query.closed
    told = queries.vat_report(actor(request), date_from=begin, date_to=end)
    sides = {
        side: [_vat(row) for row in rows]
        for side, rows in (("sales", told.sales), ("purchases", told.purchases))
    }
    return sides | {
        "currency": told.currency,
        "due_minor": told.due_minor,
        "relieved_minor": told.relieved_minor,
        "elsewhere_minor": told.elsewhere_minor,
        "late_minor": told.late_minor,
    }


@router.get(
    "/books/eu-sales", response={200: list[UnionSaleOut]} | PROBLEMS, summary="Sales to businesses in the EU"
)
def eu_sales(request: HttpRequest, query: Query[SpanQuery]) -> list[dict[str, Any]]:
    """What businesses in other states of the Union were billed without VAT, by the VAT number on their bills."""
    actor(request).require(BooksPermission.SEE)
    found = [one for load in registry.union_sales for one in load(actor(request), *query.closed)]
    return [dumped(UnionSaleOut, one) for one in found]


@router.get("/books/profit/{by}", response={200: list[ProfitOut]} | PROBLEMS, summary="Profit by something")
def profit(
    request: HttpRequest, by: Literal["deal", "customer", "product", "campaign"], query: Query[SpanQuery]
) -> list[dict[str, Any]]:
    """Income, expenses and profit, the most profitable first, at most 500 and the rest."""
    names = ("key", "income_minor", "expense_minor", "profit_minor")
    begin, end = query.closed
    found = queries.profit(actor(request), by=by, date_from=begin, date_to=end)
    return [{name: getattr(row, name) for name in names} for row in found]


def _account(row: Account) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in ("code", "kind", "role", "retired_at")}
    return plain | {"name": row.name.as_dict()}


def _entry(row: Entry) -> dict[str, Any]:
    names = (
        "id", "number", "date", "kind", "text", "text_key", "source_type", "source_id", "reverses_id", "deal_id",
        "customer_id", "posted_at", "by_id",
    )  # fmt: skip
    of_line = (
        "amount_minor", "currency", "company_minor", "tax_key", "tax_date", "deal_id", "customer_id", "product_id",
        "campaign",
    )  # fmt: skip
    lines = [
        {name: getattr(line, name) for name in of_line}
        | {"account": line.account.code, "side": "debit" if line.debit else "credit"}
        for line in row.postings.all()
    ]
    return {name: getattr(row, name) for name in names} | {"year": row.year_id, "lines": lines}


def _line(line: LineIn) -> Line:
    debit, credit = (
        None if minor is None else Money(minor, line.currency)
        for minor in (line.debit_minor, line.credit_minor)
    )
    return Line(
        line.role,
        line.account,
        debit=debit,
        credit=credit,
        company_minor=line.company_minor,
        tax_key=line.tax_key,
    )


def _vat(row: queries.VatRow) -> dict[str, Any]:
    return {
        "tax_key": row.tax_key, "category": row.key.category, "percent": format(row.key.percent, "f"),
        "country": row.key.country, "base_minor": row.base_minor, "tax_minor": row.tax_minor,
    }  # fmt: skip
