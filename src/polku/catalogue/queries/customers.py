"""Customers by what the search knows of them: their domain stands beside this one."""

from polku.access.logic import Actor, Reach
from polku.kernel.errors import NotFound, gettext_noop
from polku.search.models import SearchDocument
from polku.search.registry import kinds

CUSTOMER = "customer"


def customer_name(actor: Actor, customer_id: int) -> str:
    """The name of a customer this person may see.

    Raises: NotFound.
    """
    kind = kinds.find(CUSTOMER)
    row = SearchDocument.objects.filter(kind=CUSTOMER, row_id=customer_id).first()
    if kind is None or row is None:
        raise NotFound(gettext_noop("This customer does not exist, or you may not see it."))
    scope = actor.scope(kind.permission)
    reached = {
        Reach.ALL: True,
        Reach.TEAM: row.team_id in scope.team_ids,
        Reach.OWN: row.owner_id == scope.user_id,
        Reach.NONE: False,
    }
    if not reached[scope.reach]:
        raise NotFound(gettext_noop("This customer does not exist, or you may not see it."))
    return row.title
