"""People who sign in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from polku.access.logic import Role
from polku.db.models import Base


class UserManager(BaseUserManager["User"]):
    """Lookups by mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").casefold())


class User(AbstractBaseUser):
    """A person of the company. `reach` narrows what the role would see: own, team, all, or empty."""

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=150)
    role = models.CharField(max_length=20, default=Role.SELLER.value)
    reach = models.CharField(max_length=8, default="", blank=True)
    language = models.CharField(max_length=10, default="", blank=True)
    theme = models.CharField(max_length=8, default="", blank=True)
    density = models.CharField(max_length=12, default="", blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
    settings: Any = models.JSONField(default=dict, blank=True)
    teams: Any = models.ManyToManyField("access.Team", through="access.Membership", related_name="users")

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    is_staff = False
    is_superuser = False

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The person's name, as shown."""
        return self.name or self.email

    @property
    def initials(self) -> str:
        """Up to two letters for the round mark; a name in Han characters gives its first one."""
        words = self.get_full_name().split()
        if words and "\u4e00" <= words[0][0] <= "\u9fff":
            return words[0][0]
        return "".join(word[0] for word in words[:2]).upper()


class Invitation(Base):
    """A link by which a person joins: hashed, dated, used once."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=150, default="", blank=True)
    role = models.CharField(max_length=20)
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+")
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.email
