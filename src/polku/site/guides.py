"""Which page of `docs/` helps where: the one table of it, because only the site knows every domain."""

from polku.ui.registry import HelpPage, help_pages


def register() -> None:
    """Make the pages known; their order is that of the list."""
    help_pages.register(
        *(HelpPage(key, file, areas, order) for order, (key, file, areas) in enumerate(_PAGES))
    )


def _how(key: str, *areas: str) -> tuple[str, str, tuple[str, ...]]:
    return key, f"how-to/{key}.md", areas


_PAGES = (
    ("tutorial", "tutorial.md", ("ui:today",)),
    _how("work-a-deal", "deals:", "engage:", "contacts:"),
    _how("start", "start:"),
    _how("bring-your-leads", "imports:", "qualify:", "contacts:duplicates"),
    _how("quote-and-win", "quotes:", "catalogue:"),
    _how("order-and-ship", "orders:", "stock:"),
    _how("bill", "billing:"),
    _how("bank-statement", "payments:"),
    _how(
        "chase-overdue", "payments:overdue", "payments:reminders", "payments:plan", "payments:new_plan",
        "payments:promise", "payments:dispute",
    ),
    _how("settle-a-return", "returns:"),
    _how("close-the-books", "books:"),
    _how("import-orders"),
    _how("change-the-process", "process:", "deals:mapping"),
    _how("buyers-journey", "journey:"),
    _how("ask-the-figures", "insight:", "cycle:effort"),
    _how("find-customers", "insight:finding"),
    _how("try-a-change", "proposals:"),
    _how("measure-and-aim", "measures:"),
    _how("forecast-and-learn", "forecast:", "advice:"),
    _how("exchange-logs-and-diagrams", "exchange:"),
    _how("send-mail", "office:mail", "office:messages", "office:message"),
    _how("webhooks", "webhooks:"),
    _how("by-api", "access:tokens"),
    _how("run-it", "office:", "access:people", "access:teams"),
    _how("ask-a-cluster"),
    ("closed-cycle", "explanation/closed-cycle.md", ("cycle:",)),
    ("honest-figures", "explanation/honest-figures.md", ()),
    ("import-modes", "explanation/import-modes.md", ()),
    ("personal-data", "explanation/personal-data.md", ("contacts:consent", "contacts:contact_erasure")),
    ("commands", "reference/commands.md", ()),
    ("events", "reference/events.md", ()),
    ("facts", "reference/facts.md", ()),
    ("permissions", "reference/permissions.md", ()),
    ("process-file", "reference/process-file.md", ()),
)  # fmt: skip
