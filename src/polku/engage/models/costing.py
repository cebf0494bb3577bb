"""What an hour of selling costs the company."""

from django.db import models

from polku.db.models import Base


class HourlyCost(Base):
    """What an hour of the people in a role costs, all in all, in minor units of the company's currency."""

    role = models.CharField(max_length=20, unique=True)
    minor = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.role} {self.minor}"
