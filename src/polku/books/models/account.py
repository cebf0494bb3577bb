"""An account."""

from typing import ClassVar, Self

from django.db import models

from polku.access.logic import Actor
from polku.books.logic.permission import BooksPermission
from polku.db.fields import WordsField
from polku.db.models import Base


class AccountQuerySet(models.QuerySet["Account"]):
    """Accounts: those who see the books see them all."""

    def visible_to(self, user: Actor) -> Self:
        """All of them, or none without the right."""
        return self.all() if user.may(BooksPermission.SEE) else self.none()

    def in_use(self) -> Self:
        """Without retired ones."""
        return self.filter(retired_at=None)


class Account(Base):
    """Where amounts are kept. `role` says what documents use it for; each role has one account.

    A retired account keeps its postings and takes no new ones; none is ever deleted that was used.
    """

    code = models.CharField(max_length=20, unique=True)
    name = WordsField()
    kind = models.CharField(max_length=10)
    role = models.CharField(max_length=30, default="", blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = AccountQuerySet.as_manager()

    class Meta(Base.Meta):
        ordering: ClassVar[list[str]] = ["code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["role"], condition=~models.Q(role=""), name="account_one_of_a_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
