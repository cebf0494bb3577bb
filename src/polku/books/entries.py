"""What the books put into the interface: their place, acts, panels, settings, keys."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from polku.access.logic import Actor
from polku.books import queries
from polku.books import registry as own
from polku.books.queries.carrying import SOURCE, YEAR_END
from polku.books.rules import BooksPermission
from polku.company.queries import company
from polku.ui import registry


def register() -> None:
    """Fill the registries; `apps.py` calls it."""
    see, post = BooksPermission.SEE, BooksPermission.POST
    registry.places.register(
        registry.Place("books", _("Books"), "books:books", "coins", 80, permission=see, letter="b")
    )
    registry.palette_actions.register(
        registry.PaletteAction("new_entry", _("New entry in the books"), "books:new_entry", "plus", 80, post),
        registry.PaletteAction("journal", _("Journal"), "books:journal", "list", 81, see),
        registry.PaletteAction("accounts", _("Accounts"), "books:accounts", "list", 82, see),
        registry.PaletteAction(
            "close_month", _("Close a month"), "books:months", "lock", 83, BooksPermission.CLOSE
        ),
    )
    registry.stylesheets.register(registry.Stylesheet("books/css/books.css"))
    registry.behaviours.register(registry.Behaviour("books/js/entry.js"))
    registry.settings_pages.register(
        registry.SettingsPage(
            "accounts", _("Chart of accounts"), "books:accounts", "coins", order=60, permission=post,
            group=_("Company"), hint=_("Accounts, and what documents use them for"),
        )
    )  # fmt: skip
    for panels, by in ((registry.deal_panels, "deal"), (registry.customer_panels, "customer")):
        panels.register(
            registry.Panel(
                "books", _("Profit"), "books/panel.html", _panel(by), column="left", order=80, permission=see
            )
        )
    own.sources.register(SOURCE, own.Source(_("Year"), lambda year: f"{reverse('books:months')}#year-{year}"))
    own.texts.register(YEAR_END, _("Result carried into equity"))
    keys = (("N", _("a new entry")), ("=", _("fill in what is missing")), ("Ctrl Enter", _("post")))
    registry.key_lists.register(registry.Keys("books", _("In the books"), keys))


def _panel(by: str) -> Any:
    def load(actor: Actor, record_id: int) -> Mapping[str, Any] | None:
        found = queries.profit_of(actor, by=by, keys=[record_id]).get(record_id)
        if found is None:
            return None
        url = f"{reverse('books:postings')}?from=&to=&results=1&{by}={record_id}"
        return {"profit": found, "currency": company().currency, "url": url}

    return load
