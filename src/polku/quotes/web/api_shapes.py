"""What requests about quotes hold, and what answers look like."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from polku.access.logic import Actor
from polku.catalogue.line_shapes import DocumentLineIn, DocumentLineOut
from polku.catalogue.logic.lines import LINES_MAX
from polku.catalogue.rules import sees_costs
from polku.quotes import following
from polku.quotes.actions import Accepted
from polku.quotes.logic import margin
from polku.quotes.logic.costs import NONE
from polku.quotes.logic.incoming import Content, NewQuote, OfferedLine
from polku.quotes.models import Acceptance, Comment, Concession, Quote, QuoteLine, QuoteVersion
from polku.quotes.queries.snapshots import line_snapshot, plain
from polku.quotes.rules import QuotePermission, sees_worth
from polku.quotes.web.api_plans import CostsIn, CostsOut, costs_out
from polku.ui.api import Id, Input, Limit, Minor, actor, dumped

Days = Annotated[int, Field(ge=0, le=365)]
Position = Annotated[int, Field(ge=1, le=LINES_MAX)]


class QuoteOut(Schema):
    """A quote. `link` is the whole address of the buyer's page, for those who may send it.

    `version` numbers the newest version. `issued_at` is when `sent_version` was made final; the messages about the
    quote say whether it has left.
    """

    id: int
    number: str
    deal_id: int
    customer_id: int
    contact_id: int | None
    owner_id: int | None
    team_id: int
    state: str
    currency: str
    language: str
    version: int
    sent_version: int | None
    issued_at: datetime | None
    answered_at: datetime | None
    decline_key: str
    decline_reason: str
    recorded_at: datetime
    link: str = ""


class QuoteSentOut(QuoteOut):
    """A quote that was sent, whether a message carries it, and where that is: `queued`, `waiting` without a server.

    `link` is the whole address of the buyer's page.
    """

    by_mail: bool
    mail: str


class QuoteLineOut(DocumentLineOut):
    """A line of an offer: optional ones are the buyer's to take, of one `group` at most one is taken."""

    optional: bool
    group: str
    cost_minor: int | None


class QuoteVersionOut(Schema):
    """A version; cost and margin, of the lines whose cost is known, are null for who may not see them. Sums are of what
    is taken usually. `issued_at` is when it was made final.
    """

    version: int
    title: str
    needs: str
    terms: dict[str, str]
    payment_terms: str
    due_days: int
    valid_until: date
    prices_include_tax: bool
    net_minor: int
    tax_minor: int
    gross_minor: int
    cost_minor: int | None
    margin_percent: str | None
    costs: CostsOut | None
    issued_at: datetime | None
    digest: str
    lines: list[QuoteLineOut]


class CommentOut(Schema):
    """What was written beside a version; `by_id` is null for the buyer."""

    id: int
    version: int
    name: str
    text: str
    internal: bool
    by_id: int | None
    at: datetime


class ConcessionOut(Schema):
    """What was asked for, what was given and came in return; `worth_minor` is null for who may not see it."""

    id: int
    asked: str
    given: str
    worth_minor: int | None
    in_return: str
    at: datetime
    answered_at: datetime | None


class AcceptanceOut(Schema):
    """The buyer's yes: which lines, who, when; `digest` is that of the evidence."""

    quote_id: int
    version: int
    chosen: list[int]
    name: str
    net_minor: int
    gross_minor: int
    digest: str
    at: datetime
    again: bool = False
    order_id: int | None = None
    order_number: str = ""


class QuoteFull(QuoteOut):
    """A quote with its newest version, what was said, and the answer."""

    content: QuoteVersionOut
    comments: list[CommentOut]
    concessions: list[ConcessionOut]
    acceptance: AcceptanceOut | None


class QuotesPage(Schema):
    """One page of quotes; `next` is the cursor to send as `after`, null at the end."""

    items: list[QuoteOut]
    next: str | None


class QuoteLineIn(DocumentLineIn):
    """A line of an offer: optional ones are the buyer's to take, of one `group` at most one is taken."""

    optional: bool = False
    group: str = ""

    def offered(self) -> OfferedLine:
        """As the domain takes it."""
        return OfferedLine(self.asked(), self.optional, self.group)


class ContentIn(Input):
    """What a version says. Without `valid_until` the company's usual time holds."""

    lines: list[QuoteLineIn] = Field(min_length=1, max_length=LINES_MAX)
    title: str = ""
    needs: str = ""
    terms: dict[str, str] = {}
    payment_terms: str = "due_date"
    due_days: Days = 14
    valid_until: date | None = None
    prices_include_tax: bool | None = None
    codes: list[str] = []
    costs: CostsIn | None = None

    def content(self) -> Content:
        """As the domain takes it."""
        return Content(
            lines=tuple(line.offered() for line in self.lines),
            title=self.title,
            needs=self.needs,
            terms=self.terms,
            payment_terms=self.payment_terms,
            due_days=self.due_days,
            valid_until=self.valid_until,
            prices_include_tax=self.prices_include_tax,
            codes=tuple(self.codes),
            costs=self.costs.costs() if self.costs else NONE,
        )


class QuoteIn(ContentIn):
    """A new quote on a deal."""

    deal_id: Id
    contact_id: Id | None = None
    currency: str = ""
    language: str = ""

    def new(self) -> NewQuote:
        """As the domain takes it."""
        return NewQuote(self.deal_id, self.content(), self.contact_id, self.currency, self.language)


class RevisionIn(ContentIn):
    """What the quote should say; `version` is the one you started from."""

    version: int | None = None


class QuoteSendingIn(Input):
    """By mail to `to` with your own words in `message`, or by the link alone."""

    to: str = ""
    message: str = ""


class SubmissionIn(Input):
    """Why it should be approved."""

    why: str = ""


class DecisionIn(Input):
    """Yes, or no with a note."""

    approved: bool
    note: str = ""


class AcceptanceIn(Input):
    """Who said yes, and to which lines; without `options` the usual ones."""

    name: str
    email: str = ""
    options: list[Position] | None = None
    version: int | None = None


class DeclineIn(Input):
    """Why the buyer said no: price, timing, other_offer, no_need, not_fitting or other, and in which words."""

    reason: str
    words: str = ""


class CommentIn(Input):
    """What to write; internal ones stay among colleagues."""

    text: str
    internal: bool = True


class ConcessionIn(Input):
    """What the buyer asks for, and what it would cost in minor units of the quote's currency."""

    asked: str
    worth_minor: Minor | None = None


class ConcessionAnswerIn(Input):
    """What was given, what it is worth, and what came in return."""

    given: str = ""
    worth_minor: Minor | None = None
    in_return: str = ""


class QuoteQuery(Schema):
    """Filters of the list; all of them hold together."""

    deal_id: Id | None = None
    customer_id: Id | None = None
    owner_id: Id | None = None
    state: str | None = None
    number: str | None = None
    after: str = ""
    limit: Limit = 50


def read(row: Quote, request: HttpRequest) -> dict[str, Any]:
    """A quote as this person may see it: the link is a key, shown to those who may send."""
    shown = actor(request).may(QuotePermission.SEND) and row.sent_version
    return dumped(QuoteOut, row) | {"link": request.build_absolute_uri(f"/q/{row.token}/") if shown else ""}


def full(row: Quote, version: QuoteVersion, lines: list[QuoteLine], request: HttpRequest) -> dict[str, Any]:
    """A quote with everything on it."""
    asked_by = actor(request)
    accepted = Acceptance.objects.filter(quote=row).select_related("version").first()
    return read(row, request) | {
        "content": version_out(version, lines, asked_by),
        "comments": [dumped(CommentOut, one) for one in Comment.objects.filter(quote=row).order_by("id")],
        "concessions": [
            concession_out(one, asked_by) for one in Concession.objects.filter(quote=row).order_by("id")
        ],
        "acceptance": acceptance_out(Accepted(accepted)) if accepted else None,
    }


def concession_out(row: Concession, actor: Actor) -> dict[str, Any]:
    """A wish; what it costs us for those who bargain or see costs."""
    return dumped(ConcessionOut, row) | ({} if sees_worth(actor) else {"worth_minor": None})


def version_out(version: QuoteVersion, lines: list[QuoteLine], actor: Actor) -> dict[str, Any]:
    """A version with its lines; costs only for those who may see them."""
    sees = sees_costs(actor)
    share = margin.percent(version.costed_net_minor, version.cost_minor) if sees else None
    names: tuple[str, ...] = (
        "version",
        "title",
        "needs",
        "terms",
        "payment_terms",
        "due_days",
        "valid_until",
    )
    names += ("prices_include_tax", "net_minor", "tax_minor", "gross_minor", "issued_at", "digest")
    return {name: getattr(version, name) for name in names} | {
        "cost_minor": version.cost_minor if sees else None,
        "margin_percent": plain(share) if share is not None else None,
        "costs": costs_out(version),
        "lines": [
            line_snapshot(line)
            | {"product_id": line.product_id, "cost_minor": line.cost_minor if sees else None}
            for line in lines
        ],
    }


def acceptance_out(done: Accepted) -> dict[str, Any]:
    """The acceptance, and the order it became."""
    row = done.acceptance
    names: tuple[str, ...] = ("quote_id", "chosen", "name", "net_minor", "gross_minor", "digest", "at")
    order = next((one for one in following.followed(row.quote_id) if one.kind == "order"), None)
    return {name: getattr(row, name) for name in names} | {
        "version": row.version.version,
        "again": done.again,
        "order_id": order.id if order else None,
        "order_number": order.number if order else "",
    }
