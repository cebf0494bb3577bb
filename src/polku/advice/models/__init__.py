"""Tables of advice."""

from polku.advice.models.asking import Asking as Asking
from polku.advice.models.asking import BuyingSignal as BuyingSignal
from polku.advice.models.finding import AdviceSettings as AdviceSettings
from polku.advice.models.finding import Finding as Finding
