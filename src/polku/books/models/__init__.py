"""Tables of the books."""

from polku.books.models.account import Account as Account
from polku.books.models.account import AccountQuerySet as AccountQuerySet
from polku.books.models.entry import Entry as Entry
from polku.books.models.entry import EntryQuerySet as EntryQuerySet
from polku.books.models.entry import Posting as Posting
from polku.books.models.entry import PostingQuerySet as PostingQuerySet
from polku.books.models.period import Period as Period
from polku.books.models.period import PeriodChange as PeriodChange
from polku.books.models.period import Year as Year
from polku.books.models.rollup import Rollup as Rollup
