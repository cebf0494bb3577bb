"""What the domains say of their own addresses: each has `tests/<domain>/places.py`; a new one joins here."""

from tests.advice import places as advice
from tests.billing import places as billing
from tests.books import places as books
from tests.catalogue import places as catalogue
from tests.cycle import places as cycle
from tests.exchange import places as exchange
from tests.forecast import places as forecast
from tests.insight import places as insight
from tests.journey import places as journey
from tests.mail import places as mail
from tests.measures import places as measures
from tests.orders import places as orders
from tests.payments import places as payments
from tests.process import places as process
from tests.proposals import places as proposals
from tests.quotes import places as quotes
from tests.returns import places as returns
from tests.start import places as start
from tests.stock import places as stock
from tests.webhooks import places as webhooks

_ALL = (
    advice,
    forecast,
    books,
    catalogue,
    mail,
    webhooks,
    orders,
    stock,
    billing,
    payments,
    returns,
    cycle,
    quotes,
    proposals,
    journey,
    exchange,
    start,
    measures,
    process,
    insight,
)


def _joined(name: str) -> dict[str, object]:
    return {key: value for one in _ALL for key, value in getattr(one, name, {}).items()}


PAGES = _joined("PAGES")
OPERATIONS = _joined("OPERATIONS")
FORMS = _joined("FORMS")
BODIES = _joined("BODIES")
SPECIAL = _joined("SPECIAL")


def things() -> dict[str, object]:
    """The things that addresses are tried on, by the names of their parameters."""
    return {key: value for one in _ALL for key, value in one.things().items()}
