"""Quotes by API: the same actions as every other door."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from polku.kernel.errors import NotFound, gettext_noop
from polku.quotes import actions, queries
from polku.quotes.models import Quote
from polku.quotes.rules import QuotePermission
from polku.quotes.web.api_plans import NegotiationIn, NegotiationOut, negotiation_out
from polku.quotes.web.api_shapes import (
    AcceptanceIn,
    AcceptanceOut,
    CommentIn,
    CommentOut,
    ConcessionAnswerIn,
    ConcessionIn,
    ConcessionOut,
    DecisionIn,
    DeclineIn,
    QuoteFull,
    QuoteIn,
    QuoteOut,
    QuoteQuery,
    QuoteSendingIn,
    QuoteSentOut,
    QuotesPage,
    QuoteVersionOut,
    RevisionIn,
    SubmissionIn,
    acceptance_out,
    full,
    read,
    version_out,
)
from polku.ui.api import PROBLEMS, Id, actor, dumped, once, page

router = Router(tags=["quotes"])


@router.get("/quotes", response={200: QuotesPage} | PROBLEMS, summary="List quotes")
def list_quotes(request: HttpRequest, query: Query[QuoteQuery]) -> dict[str, Any]:
    """Quotes the token's person may see, the newest first."""
    actor(request).require(QuotePermission.SEE)
    wanted = query.model_dump(exclude={"after", "limit"}, exclude_none=True)
    rows = Quote.objects.visible_to(actor(request)).filter(**wanted)
    found, after = page(rows, after=query.after, limit=query.limit)
    return {"items": [read(one, request) for one in found], "next": after}


@router.post("/quotes", response={201: QuoteOut} | PROBLEMS, summary="Draft a quote")
@once
def draft_quote(request: HttpRequest, body: QuoteIn) -> tuple[int, dict[str, Any]]:
    """Begin an offer on a deal; prices and taxes that a line does not tell come from the catalogue."""
    row = actions.draft(body.new(), actor=actor(request), at=timezone.now())
    return 201, read(row, request)


@router.get("/quotes/{quote_id}", response={200: QuoteFull} | PROBLEMS, summary="Read a quote")
def read_quote(request: HttpRequest, quote_id: Id) -> dict[str, Any]:
    """One quote with its newest version, what was said, and the answer."""
    row = queries.quote(quote_id, actor(request))
    version = queries.current_version(row)
    return full(row, version, queries.lines_of(version), request)


@router.get(
    "/quotes/{quote_id}/versions/{version}",
    response={200: QuoteVersionOut} | PROBLEMS,
    summary="Read a version",
)
def read_version(request: HttpRequest, quote_id: Id, version: Id) -> dict[str, Any]:
    """One version with its lines."""
    found = queries.version_of(queries.quote(quote_id, actor(request)), version)
    return version_out(found, queries.lines_of(found), actor(request))


@router.put("/quotes/{quote_id}/content", response={200: QuoteOut} | PROBLEMS, summary="Revise a quote")
@once
def revise_quote(request: HttpRequest, quote_id: Id, body: RevisionIn) -> tuple[int, dict[str, Any]]:
    """Let the quote say what you send: in place while it is a draft, as a new version once it was sent."""
    row = actions.revise(
        quote_id, body.content(), version=body.version, actor=actor(request), at=timezone.now()
    )
    return 200, read(row, request)


@router.post(
    "/quotes/{quote_id}/submissions", response={200: QuoteOut} | PROBLEMS, summary="Ask for approval"
)
@once
def submit_quote(request: HttpRequest, quote_id: Id, body: SubmissionIn) -> tuple[int, dict[str, Any]]:
    """Say that the draft is ready; below the margin it waits for somebody's yes."""
    row = actions.submit(quote_id, why=body.why, actor=actor(request), at=timezone.now())
    return 200, read(row, request)


@router.post("/quotes/{quote_id}/decisions", response={200: QuoteOut} | PROBLEMS, summary="Approve, or not")
@once
def decide_quote(request: HttpRequest, quote_id: Id, body: DecisionIn) -> tuple[int, dict[str, Any]]:
    """Approve a quote that waits, or give it back with a note; never one's own."""
    row = actions.decide(
        quote_id, approved=body.approved, note=body.note, actor=actor(request), at=timezone.now()
    )
    return 200, read(row, request)


@router.post("/quotes/{quote_id}/sendings", response={200: QuoteSentOut} | PROBLEMS, summary="Send a quote")
@once
def send_quote(request: HttpRequest, quote_id: Id, body: QuoteSendingIn) -> tuple[int, dict[str, Any]]:
    """Freeze the newest version and give it to the buyer: by mail, or by the link in the answer."""
    done = actions.send(
        quote_id,
        to=body.to,
        message=body.message,
        site=f"{request.scheme}://{request.get_host()}",
        actor=actor(request),
        at=timezone.now(),
    )
    return 200, read(done.quote, request) | {
        "by_mail": done.by_mail,
        "mail": done.mail,
        "link": done.link,
    }


@router.post(
    "/quotes/{quote_id}/acceptances", response={200: AcceptanceOut} | PROBLEMS, summary="Accept a quote"
)
@once
def accept_quote(request: HttpRequest, quote_id: Id, body: AcceptanceIn) -> tuple[int, dict[str, Any]]:
    """Write down that the buyer said yes; it becomes an order at once. Twice is once."""
    done = actions.accept(
        quote_id,
        options=body.options,
        name=body.name,
        email=body.email,
        version=body.version,
        actor=actor(request),
        at=timezone.now(),
    )
    return 200, acceptance_out(done)


@router.post("/quotes/{quote_id}/refusals", response={200: QuoteOut} | PROBLEMS, summary="Decline a quote")
@once
def decline_quote(request: HttpRequest, quote_id: Id, body: DeclineIn) -> tuple[int, dict[str, Any]]:
    """Write down that the buyer said no, and why."""
    row = actions.decline(
        quote_id, reason=body.reason, words=body.words, actor=actor(request), at=timezone.now()
    )
    return 200, read(row, request)


@router.post(
    "/quotes/{quote_id}/withdrawals", response={200: QuoteOut} | PROBLEMS, summary="Withdraw a quote"
)
@once
def withdraw_quote(request: HttpRequest, quote_id: Id) -> tuple[int, dict[str, Any]]:
    """Take the offer back; the buyer's page says so."""
    return 200, read(actions.withdraw(quote_id, actor=actor(request), at=timezone.now()), request)


@router.post(
    "/quotes/{quote_id}/comments", response={201: CommentOut} | PROBLEMS, summary="Comment on a quote"
)
@once
def comment_quote(request: HttpRequest, quote_id: Id, body: CommentIn) -> tuple[int, dict[str, Any]]:
    """Write among colleagues, or to the buyer on the page of the offer."""
    row = actions.comment(
        quote_id, text=body.text, internal=body.internal, actor=actor(request), at=timezone.now()
    )
    return 201, dumped(CommentOut, row)


@router.post(
    "/quotes/{quote_id}/concessions", response={201: ConcessionOut} | PROBLEMS, summary="Note a wish"
)
@once
def ask_concession(request: HttpRequest, quote_id: Id, body: ConcessionIn) -> tuple[int, dict[str, Any]]:
    """Note what the buyer asks for."""
    row = actions.ask_concession(
        quote_id, asked=body.asked, worth_minor=body.worth_minor, actor=actor(request), at=timezone.now()
    )
    return 201, dumped(ConcessionOut, row)


@router.get(
    "/deals/{deal_id}/negotiation", response={200: NegotiationOut} | PROBLEMS, summary="Read the plan"
)
def read_negotiation(request: HttpRequest, deal_id: Id) -> dict[str, Any]:
    """The plan of a deal's negotiation."""
    found = queries.negotiation_of(deal_id, actor(request))
    if found is None:
        raise NotFound(gettext_noop("The negotiation of this deal is not planned, or you may not see it."))
    return negotiation_out(found, actor(request))


@router.put(
    "/deals/{deal_id}/negotiation", response={200: NegotiationOut} | PROBLEMS, summary="Plan a negotiation"
)
@once
def plan_negotiation(request: HttpRequest, deal_id: Id, body: NegotiationIn) -> tuple[int, dict[str, Any]]:
    """Say what is aimed at, below what we do not go, and what can be traded; the whole plan is replaced."""
    row = actions.plan_negotiation(
        deal_id,
        body.plan(),
        currency=body.currency,
        version=body.version,
        actor=actor(request),
        at=timezone.now(),
    )
    return 200, negotiation_out(row, actor(request))


@router.post(
    "/concessions/{concession_id}/answers", response={200: ConcessionOut} | PROBLEMS, summary="Answer a wish"
)
@once
def answer_concession(
    request: HttpRequest, concession_id: Id, body: ConcessionAnswerIn
) -> tuple[int, dict[str, Any]]:
    """Say what was given for a wish, and what came in return."""
    row = actions.answer_concession(
        concession_id, **body.model_dump(), actor=actor(request), at=timezone.now()
    )
    return 200, dumped(ConcessionOut, row)
