"""Promotions, those that hold before those that are over."""

from django.db.models import QuerySet

from polku.access.logic import Actor
from polku.catalogue.models import Promotion
from polku.kernel.errors import NotFound, gettext_noop


def promotions(actor: Actor) -> QuerySet[Promotion]:
    """Every promotion, the newest first."""
    return Promotion.objects.visible_to(actor).select_related("group", "free_product").order_by("-id")


def promotion(actor: Actor, promotion_id: int) -> Promotion:
    """One promotion. Raises: NotFound."""
    found = promotions(actor).filter(id=promotion_id).first()
    if found is None:
        raise NotFound(gettext_noop("There is no such promotion."))
    return found
