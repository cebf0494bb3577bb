"""Tables of returns."""

from polku.returns.models.back import ReturnCredit, ReturnedUnit, ReturnTally
from polku.returns.models.line import ReturnLine
from polku.returns.models.whole import Return

__all__ = ["Return", "ReturnCredit", "ReturnLine", "ReturnTally", "ReturnedUnit"]
