"""Reads of the spine: the board, the list, the deal's page. Each starts at what the person may see."""

from polku.deals.queries.boards import board
from polku.deals.queries.filters import DealFilter
from polku.deals.queries.listings import listing
from polku.deals.queries.page import deal_page

__all__ = ["DealFilter", "board", "deal_page", "listing"]
