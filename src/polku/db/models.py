"""The base of every table."""

from typing import ClassVar

from django.db import models


class Base(models.Model):
    """A row with a 64-bit id."""

    id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["id"]
