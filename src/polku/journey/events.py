"""What happens on the buyer's side. What was said stands in the rows the events point to, never here."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class ObstacleRaised(Happened):
    """Something holds the buyer up."""

    kind: ClassVar[str] = "journey.obstacle_raised"
    says: ClassVar[str] = gettext_noop("{actor} noted an obstacle: {obstacle}")
    icon: ClassVar[str] = "warn"
    obstacle_id: int
    obstacle: str


@dataclass(frozen=True)
class ObstacleChanged(Happened):
    """Its note, owner or remedy changed."""

    kind: ClassVar[str] = "journey.obstacle_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed the obstacle {obstacle}")
    icon: ClassVar[str] = "edit"
    obstacle_id: int
    obstacle: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class ObstacleRemoved(Happened):
    """It holds the buyer up no more."""

    kind: ClassVar[str] = "journey.obstacle_removed"
    says: ClassVar[str] = gettext_noop("{actor} removed the obstacle {obstacle}")
    icon: ClassVar[str] = "check"
    obstacle_id: int
    obstacle: str


@dataclass(frozen=True)
class ObstacleReopened(Happened):
    """It stands in the way again."""

    kind: ClassVar[str] = "journey.obstacle_reopened"
    says: ClassVar[str] = gettext_noop("{actor} opened the obstacle {obstacle} again")
    icon: ClassVar[str] = "warn"
    obstacle_id: int
    obstacle: str


@dataclass(frozen=True)
class ObstacleVoided(Happened):
    """It was never there, or was noted by mistake."""

    kind: ClassVar[str] = "journey.obstacle_voided"
    says: ClassVar[str] = gettext_noop("{actor} took back the obstacle {obstacle}")
    icon: ClassVar[str] = "undo"
    takes_back: ClassVar[str] = ObstacleRaised.kind
    obstacle_id: int
    obstacle: str


@dataclass(frozen=True)
class FeedbackGiven(Happened):
    """The buyer said how they find it, to us or by their link."""

    kind: ClassVar[str] = "journey.feedback_given"
    says: ClassVar[str] = gettext_noop("{actor} noted feedback about {about}: {tone}")
    icon: ClassVar[str] = "note"
    feedback_id: int
    about: str
    tone: str
    by_buyer: bool
    score: int | None = None


@dataclass(frozen=True)
class FeedbackVoided(Happened):
    """It was noted by mistake."""

    kind: ClassVar[str] = "journey.feedback_voided"
    says: ClassVar[str] = gettext_noop("{actor} took back feedback about {about}")
    icon: ClassVar[str] = "undo"
    takes_back: ClassVar[str] = FeedbackGiven.kind
    feedback_id: int
    about: str


@dataclass(frozen=True)
class MaterialGiven(Happened):
    """They got, or read, what they must know to decide."""

    kind: ClassVar[str] = "journey.material_given"
    says: ClassVar[str] = gettext_noop("{actor} noted what the buyer has: {material}")
    icon: ClassVar[str] = "send"
    material_id: int
    material: str
    opened: bool


@dataclass(frozen=True)
class MaterialVoided(Happened):
    """They did not get it."""

    kind: ClassVar[str] = "journey.material_voided"
    says: ClassVar[str] = gettext_noop("{actor} took back what the buyer has: {material}")
    icon: ClassVar[str] = "undo"
    takes_back: ClassVar[str] = MaterialGiven.kind
    material_id: int
    material: str


@dataclass(frozen=True)
class BuyerAsked(Happened):
    """The buyer was given the link to say how the selling goes."""

    kind: ClassVar[str] = "journey.buyer_asked"
    says: ClassVar[str] = gettext_noop("{actor} asked the buyer how the selling goes")
    icon: ClassVar[str] = "send"
    asking_id: int
    by_mail: bool


@dataclass(frozen=True)
class BuyerAnswered(Happened):
    """The buyer said how the selling went."""

    kind: ClassVar[str] = "journey.buyer_answered"
    says: ClassVar[str] = gettext_noop("The buyer said how the selling went")
    icon: ClassVar[str] = "note"
    asking_id: int
    ease: int
    knew: str
    again: str


@dataclass(frozen=True)
class JourneyMade(Happened):
    """A journey of the buyers was begun."""

    kind: ClassVar[str] = "journey.journey_made"
    says: ClassVar[str] = gettext_noop("{actor} began a buyer’s journey")
    icon: ClassVar[str] = "plus"
    journey_id: int


@dataclass(frozen=True)
class JourneyChanged(Happened):
    """Its draft changed at one place."""

    kind: ClassVar[str] = "journey.journey_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed the buyer’s journey")
    icon: ClassVar[str] = "edit"
    journey_id: int
    place: str


@dataclass(frozen=True)
class JourneyPublished(Happened):
    """A version of it is in force."""

    kind: ClassVar[str] = "journey.journey_published"
    says: ClassVar[str] = gettext_noop("{actor} published the buyer’s journey, version {number}")
    icon: ClassVar[str] = "check"
    journey_id: int
    number: int


OBSTACLE = (ObstacleRaised, ObstacleChanged, ObstacleRemoved, ObstacleReopened, ObstacleVoided)
FEEDBACK = (FeedbackGiven, FeedbackVoided)
MATERIAL = (MaterialGiven, MaterialVoided)
ASKING = (BuyerAsked, BuyerAnswered)
JOURNEY = (JourneyMade, JourneyChanged, JourneyPublished)
ON_DEALS = (*OBSTACLE, *FEEDBACK, *MATERIAL, *ASKING)
"""Events that belong to a deal."""
ALL = (*ON_DEALS, *JOURNEY)
"""Every event of the buyer's side."""
