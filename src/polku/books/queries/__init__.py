"""Reads of the books. Each takes the person who asks; those without the right see nothing or are refused."""

from polku.books.queries.listings import Ledger as Ledger
from polku.books.queries.listings import LedgerRow as LedgerRow
from polku.books.queries.listings import account as account
from polku.books.queries.listings import account_of_role as account_of_role
from polku.books.queries.listings import accounts as accounts
from polku.books.queries.listings import entry as entry
from polku.books.queries.listings import entry_of as entry_of
from polku.books.queries.listings import journal as journal
from polku.books.queries.listings import ledger as ledger
from polku.books.queries.listings import postings as postings
from polku.books.queries.profits import DIMENSIONS as DIMENSIONS
from polku.books.queries.profits import Profit as Profit
from polku.books.queries.profits import profit as profit
from polku.books.queries.profits import profit_of as profit_of
from polku.books.queries.profits import stock_value as stock_value
from polku.books.queries.sums import AccountSum as AccountSum
from polku.books.queries.sums import MonthlyRow as MonthlyRow
from polku.books.queries.sums import TrialBalance as TrialBalance
from polku.books.queries.sums import monthly as monthly
from polku.books.queries.sums import trial_balance as trial_balance
from polku.books.queries.taxes import VatReport as VatReport
from polku.books.queries.taxes import VatRow as VatRow
from polku.books.queries.taxes import vat_report as vat_report
from polku.books.queries.years import YearRow as YearRow
from polku.books.queries.years import years as years
