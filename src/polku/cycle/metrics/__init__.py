"""What the cycle hands to figures: orders as insight knows them, and the effort, cost and profit of selling."""

from polku.cycle.metrics import behind as behind
from polku.cycle.metrics.orders import ORDERS as ORDERS
