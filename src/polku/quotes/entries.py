"""What quotes put into the interface: their place, acts, panels, settings, Today, search, words on the timeline."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from polku.access.logic import Actor
from polku.eventlog.models import Event
from polku.kernel.errors import gettext_noop
from polku.mail.registry import needless
from polku.office.registry import About, abouts
from polku.quotes import events as happened
from polku.quotes.models import Comment, Concession, Quote
from polku.quotes.needless import needless as too_late
from polku.quotes.rules import QuotePermission
from polku.quotes.web import agreed, panels, planning
from polku.quotes.words import REASONS
from polku.ui import registry, timeline
from polku.ui.registry import (
    Behaviour,
    Keys,
    PaletteAction,
    PaletteHit,
    PaletteSource,
    Panel,
    Place,
    SettingsPage,
    Stylesheet,
    TodaySource,
)
from polku.ui.timeline import Body

SEE = QuotePermission.SEE


def register() -> None:
    """Fill the registries; `apps.py` calls it."""
    for name in ("offer", "quotes"):
        registry.stylesheets.register(Stylesheet(f"quotes/css/{name}.css"))
    registry.behaviours.register(Behaviour("quotes/js/lines.js"))
    registry.places.register(Place("quotes", _("Quotes"), "quotes:quotes", "quotes", 50, SEE, "q"))
    registry.palette_actions.register(
        PaletteAction(
            "quote_settings",
            _("Settings of quotes"),
            "quotes:settings",
            "gear",
            310,
            QuotePermission.SET_LIMITS,
        )
    )
    registry.palette_actions.register(
        PaletteAction("quote_signing", _("From the yes to the signature"), "quotes:signing", "flag", 311, SEE)
    )
    abouts.register("quote", About(Quote.objects.all, QuotePermission.SEND, _url))
    needless.register("quote", too_late)
    registry.palette_sources.register(PaletteSource("quotes", find, 30, SEE))
    registry.deal_panels.register(
        Panel("agreed", _("Buyers’ answers"), "quotes/agreed.html", agreed.of_deal, "lead", 5, SEE),
        Panel("quotes", _("Quotes"), "quotes/panel.html", panels.of_deal, "left", 30, SEE),
        Panel("negotiation", _("Negotiation"), "quotes/plan_panel.html", planning.panel, "left", 32, SEE),
        Panel("handover", _("Handover"), "quotes/handover.html", panels.handover, "left", 35, SEE),
    )
    registry.customer_panels.register(
        Panel("quotes", _("Quotes"), "quotes/panel.html", panels.of_customer, "left", 30, SEE)
    )
    registry.settings_pages.register(
        SettingsPage(
            "quotes", _("Quotes"), "quotes:settings", "quotes", 38, QuotePermission.SET_LIMITS, _("Selling"),
            _("Least margin, how long offers hold, ready terms"),
        )
    )  # fmt: skip
    registry.today_sources.register(
        TodaySource("quote_approvals", panels.waiting, 15, QuotePermission.APPROVE),
        TodaySource("quotes_accepted", agreed.answers, 24, SEE),
        TodaySource("quotes", panels.offers, 25, QuotePermission.SEND),
    )
    registry.key_lists.register(
        Keys("quote", _("A quote"), (("E", _("edit")), ("S", _("send")), ("Ctrl Enter", _("save"))))
    )
    _timeline()


def _url(quote_id: int) -> str:
    return reverse("quotes:quote", args=[quote_id])


def _timeline() -> None:
    kinds = tuple(sorted(event.kind for event in happened.ALL))
    timeline.groups.register("quotes", timeline.Group("quotes", _("Quotes"), kinds), order=25)
    timeline.sentences.register(happened.QuoteSent.kind, _sent)
    timeline.fields.register("quotes_negotiationplan", planning.looks)
    timeline.bodies.register(happened.QuoteCommented.kind, comments)
    for event in (happened.ConcessionAsked, happened.ConcessionAnswered):
        timeline.bodies.register(event.kind, concessions)
    timeline.bodies.register(happened.QuoteDeclined.kind, declines)


def _sent(event: Event) -> str:
    if event.payload.get("waits"):
        return gettext_noop("{actor} wrote the message with the quote {number}; it waits for a mail server")
    return happened.QuoteSent.says


def find(actor: Actor, words: str, limit: int) -> Sequence[PaletteHit]:
    """Quotes by the beginning of their number."""
    text = words.strip()
    if len(text) < 2:
        return []
    rows = Quote.objects.visible_to(actor).filter(number__istartswith=text).select_related("customer")
    return [
        PaletteHit(
            row.number, reverse("quotes:quote", args=[row.id]), row.customer.name, "quotes", _("Quotes")
        )
        for row in rows.order_by("-id")[:limit]
    ]


def comments(actor: Actor, events: Sequence[Event]) -> dict[int, Body]:
    """What was written."""
    ids = {int(event.payload["comment_id"]): event.id for event in events}
    rows: Iterable[Comment] = Comment.objects.filter(id__in=ids, quote__in=Quote.objects.visible_to(actor))
    return {
        ids[row.id]: Body(
            text=row.text if row.by_id else "",
            quote="" if row.by_id else row.text,
            by_buyer=row.by_id is None,
        )
        for row in rows
    }


def concessions(actor: Actor, events: Sequence[Event]) -> dict[int, Body]:
    """What was asked for; given, and what came in return."""
    rows = Concession.objects.filter(
        id__in={int(event.payload["concession_id"]) for event in events},
        quote__in=Quote.objects.visible_to(actor),
    )
    known = {row.id: row for row in rows}
    found = {}
    for event in events:
        row = known.get(int(event.payload["concession_id"]))
        if row is not None:
            answered = event.kind == happened.ConcessionAnswered.kind
            lines = [text for text in (row.given, row.in_return) if text] if answered else []
            found[event.id] = Body(text=row.asked, lines=lines)
    return found


def declines(actor: Actor, events: Sequence[Event]) -> dict[int, Body]:
    """Why they said no."""
    ids = {int(event.payload["quote_id"]) for event in events}
    rows = {row.id: row for row in Quote.objects.visible_to(actor).filter(id__in=ids)}
    found = {}
    for event in events:
        row = rows.get(int(event.payload["quote_id"]))
        if row is not None:
            label = str(REASONS.get(event.payload["reason"], event.payload["reason"]))
            found[event.id] = Body(text=label, quote=row.decline_reason, by_buyer=True)
    return found
