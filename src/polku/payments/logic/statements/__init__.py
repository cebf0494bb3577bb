"""Bank statements of other systems: camt.053 (ISO 20022) and MT940/MT942 (SWIFT), read in full or refused.

`read(bytes)` -> `Statement`s. A closing balance that does not follow from the opening one and the bookings is a
warning; a booking that can't be read refuses the file, with its line.
"""

from polku.payments.logic.statements.model import Balance as Balance
from polku.payments.logic.statements.model import Booking as Booking
from polku.payments.logic.statements.model import Statement as Statement
from polku.payments.logic.statements.model import UnreadableStatement as UnreadableStatement
from polku.payments.logic.statements.reading import read as read
