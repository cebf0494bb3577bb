"""Tables of the buyer's side."""

from polku.journey.models.asking import Asking, BuyerAnswer, Knock
from polku.journey.models.feedback import Feedback
from polku.journey.models.journey import Journey, JourneyVersion, Persona
from polku.journey.models.material import Material
from polku.journey.models.obstacle import Obstacle, ObstacleCode

__all__ = [
    "Asking", "BuyerAnswer", "Feedback", "Journey", "JourneyVersion", "Knock", "Material", "Obstacle", "ObstacleCode",
    "Persona",
]  # fmt: skip
