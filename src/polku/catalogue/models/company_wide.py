"""Rows that belong to the company: a person sees all of them or none."""

from typing import TYPE_CHECKING, Self

from polku.access.logic import Actor
from polku.access.scopes import Scoped
from polku.catalogue.logic.permission import CataloguePermission

if TYPE_CHECKING:
    from django.db import models
    from typing_extensions import TypeVar

    M = TypeVar("M", bound=models.Model, default=models.Model)
else:
    from typing import TypeVar

    M = TypeVar("M")


class CompanyWide(Scoped[M]):
    """Products, prices and taxes have no owner and no team."""

    see = CataloguePermission.SEE

    def visible_to(self, user: Actor) -> Self:
        """Every row, to whom the right is given at all."""
        return self.all() if user.may(self.see) else self.none()
