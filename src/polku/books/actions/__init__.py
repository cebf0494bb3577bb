"""Writes of the books."""

from polku.books.actions.accounts import add_account as add_account
from polku.books.actions.accounts import change_account as change_account
from polku.books.actions.accounts import install_chart as install_chart
from polku.books.actions.accounts import restore_account as restore_account
from polku.books.actions.accounts import retire_account as retire_account
from polku.books.actions.manual import post_manual as post_manual
from polku.books.actions.manual import reverse_by_hand as reverse_by_hand
from polku.books.actions.periods import close_period as close_period
from polku.books.actions.periods import reopen_period as reopen_period
from polku.books.actions.posting import post as post
from polku.books.actions.reversing import reverse as reverse
from polku.books.actions.rolling import rebuild_rollups as rebuild_rollups
from polku.books.actions.years import close_year as close_year
from polku.books.actions.years import reopen_year as reopen_year
from polku.books.logic.entries import Line as Line
from polku.books.logic.entries import NewEntry as NewEntry
