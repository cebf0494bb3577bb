"""The European e-invoice (EN 16931) as UBL and CII: one model, read from both and written to both.

`read(bytes)` -> `Document`, `ubl(document)` and `cii(document)` -> bytes. The model carries the business terms of
the standard (BT numbers stand beside its fields); each syntax is one table that serves reading and writing alike.
"""

from polku.billing.logic.einvoice.cii import cii as cii
from polku.billing.logic.einvoice.composing import of_snapshot as of_snapshot
from polku.billing.logic.einvoice.reading import UnreadableInvoice as UnreadableInvoice
from polku.billing.logic.einvoice.reading import read as read
from polku.billing.logic.einvoice.ubl import ubl as ubl
from polku.billing.logic.einvoice.validating import Finding as Finding
from polku.billing.logic.einvoice.validating import validate as validate
