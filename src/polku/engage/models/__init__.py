"""Tables of engaging."""

from polku.engage.models.activity import Activity as Activity
from polku.engage.models.activity import ActivityQuerySet as ActivityQuerySet
from polku.engage.models.costing import HourlyCost as HourlyCost
from polku.engage.models.kind import ActivityKind as ActivityKind
