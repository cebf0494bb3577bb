"""Tables of forecasting."""

from polku.forecast.models.category import DealCategory as DealCategory
from polku.forecast.models.learned import Chance as Chance
from polku.forecast.models.learned import LearnedModel as LearnedModel
from polku.forecast.models.stored import Forecast as Forecast
