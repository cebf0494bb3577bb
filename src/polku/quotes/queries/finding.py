"""Finding quotes: by who may see them, by the buyer's link; their versions, lines and settings."""

from django.db.models import QuerySet

from polku.access.logic import SYSTEM, Actor
from polku.db.kept import KeptRow
from polku.db.prepared import Prepared
from polku.deals.models import Deal
from polku.kernel.errors import NotFound, gettext_noop
from polku.quotes.logic.permission import QuotePermission
from polku.quotes.models import NegotiationPlan, Quote, QuoteLine, QuoteSettings, QuoteVersion, TermsTemplate

TOKEN_MIN = 22
_settings = KeptRow(lambda: QuoteSettings.objects.order_by("id").first() or QuoteSettings())


def settings() -> QuoteSettings:
    """How the company makes its offers, kept in memory for two seconds; the usual where nobody said."""
    return _settings()


def forget() -> None:
    """Read the settings anew the next time: they were changed here."""
    _settings.forget()


def templates(*, archived: bool = False) -> QuerySet[TermsTemplate]:
    """The ready words for terms."""
    rows = TermsTemplate.objects.order_by("name")
    return rows if archived else rows.filter(archived_at=None)


def quote(quote_id: int, user: Actor = SYSTEM) -> Quote:
    """One quote that this person may see, with its deal and customer. Raises: NotFound."""
    rows = Quote.objects.visible_to(user).select_related("deal", "customer", "contact", "owner")
    found = rows.filter(id=quote_id).first()
    if found is None:
        raise NotFound(gettext_noop("This quote does not exist, or you may not see it."))
    return found


def negotiation_of(deal_id: int, user: Actor) -> NegotiationPlan | None:
    """The plan of a deal that this person may see quotes of."""
    deals = (
        Deal.objects.visible_to(user).filter(id=deal_id)
        if user.may(QuotePermission.SEE)
        else Deal.objects.none()
    )
    return NegotiationPlan.objects.filter(deal__in=deals).first()


def quotes_of(*, deal_id: int | None = None, customer_id: int | None = None, user: Actor) -> QuerySet[Quote]:
    """Quotes of a deal or a customer, the newest first."""
    rows = Quote.objects.visible_to(user)
    if deal_id is not None:
        rows = rows.filter(deal_id=deal_id)
    if customer_id is not None:
        rows = rows.filter(deal__customer_id=customer_id)
    return rows.order_by("-id")


def shown_to_buyer(token: str) -> tuple[Quote, QuoteVersion]:
    """What a buyer's link opens: the quote and the version that was sent. Raises: NotFound."""
    rows = Quote.objects.select_related("deal", "customer", "contact", "owner")
    found = (
        rows.filter(token=token, deal__voided_at=None, sent_version__isnull=False).first()
        if len(token) >= TOKEN_MIN
        else None
    )
    if found is None or found.sent_version is None:
        raise NotFound(gettext_noop("There is no offer here."))
    return found, version_of(found, found.sent_version)


def current_version(row: Quote) -> QuoteVersion:
    """The newest version."""
    return version_of(row, row.version)


def version_of(row: Quote, version: int) -> QuoteVersion:
    """A version by its number. Raises: NotFound."""
    found = QuoteVersion.objects.filter(quote=row, version=version).first()
    if found is None:
        raise NotFound(gettext_noop("The quote has no such version."))
    found.quote = row
    return found


def lines_of(version: QuoteVersion) -> list[QuoteLine]:
    """The lines of a version in their order."""
    return list(QuoteLine.objects.filter(version=version).order_by("position"))


def needs_of(version: QuoteVersion) -> list[str]:
    """The recap, one need a line."""
    return [line.strip(" -•\t") for line in version.needs.splitlines() if line.strip(" -•\t")]


def offered(row: Quote, version: int) -> tuple[QuoteVersion, list[QuoteLine]]:
    """A version with its lines, in one query. Raises: NotFound."""
    lines = _offered(row.id, version)
    if not lines:
        raise NotFound(gettext_noop("The quote has no such version."))
    found = lines[0].version
    found.quote = row
    return found, lines


_offered = Prepared(
    lambda quote_id, version: (
        QuoteLine.objects.filter(version__quote_id=quote_id, version__version=version)
        .select_related("version")
        .order_by("position")
    )
)
