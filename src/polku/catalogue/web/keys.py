"""Keys for what people only give a name."""

from typing import Final

from polku.catalogue.models import PriceList, Promotion
from polku.catalogue.models.group import CustomerGroup
from polku.kernel.text import slug

_LENGTH: Final = 50


def free_key(model: type[PriceList] | type[Promotion] | type[CustomerGroup], name: str, fallback: str) -> str:
    """A key made of a name that no other row has."""
    plain = slug(name, max_length=_LENGTH) or fallback
    taken = set(model.objects.filter(key__startswith=plain).values_list("key", flat=True))
    return next(
        key for n in range(1, len(taken) + 2) if (key := plain if n == 1 else f"{plain}-{n}") not in taken
    )
