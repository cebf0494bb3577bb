"""Who may lead the company through its start."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Reach, Role
from polku.start.logic import StartPermission as StartPermission

PERMISSIONS: dict[StrEnum, Mapping[Role, Reach]] = {StartPermission.LEAD: {Role.MANAGER: Reach.ALL}}
WORDS = {StartPermission.LEAD: _("Lead the company through its start")}
