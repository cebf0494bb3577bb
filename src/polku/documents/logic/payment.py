"""What a banking app reads from the square on an invoice: the European quick response code (EPC069-12). Pure.

Banks of the euro area read it for SEPA credit transfers in euro, the Finnish and Latvian ones included. A Polish
transfer in złoty has a code of its own that needs a domestic account; there is none for other currencies, and the
paper then shows account and reference in words.
"""

import unicodedata
from dataclasses import dataclass
from typing import Final

from polku.kernel.errors import Invalid, gettext_noop

NAME_MAX: Final = 70
TEXT_MAX: Final = 140
BYTES_MAX: Final = 331
AMOUNT_MINOR_MAX: Final = 99_999_999_999


@dataclass(frozen=True)
class Payment:
    """A transfer to be made. `reference` is an ISO 11649 one (`RF...`) or a national one; `text` is for people."""

    name: str
    iban: str
    amount_minor: int
    currency: str = "EUR"
    bic: str = ""
    reference: str = ""
    text: str = ""


def payment_code(payment: Payment) -> str | None:
    """The text to draw as a QR code; None where no such code exists (another currency, no account).

    Raises: Invalid for an account number that is none, or an amount beyond what a transfer carries.
    """
    if payment.currency != "EUR" or not payment.iban:
        return None
    iban, bic = _bare(payment.iban), _bare(payment.bic)
    if not iban_is_valid(iban):
        raise Invalid(gettext_noop("This is no account number (IBAN)."), field="iban")
    if bic and not bic_is_valid(bic):
        raise Invalid(gettext_noop("This is no bank code (BIC)."), field="bic")
    if not 0 < payment.amount_minor <= AMOUNT_MINOR_MAX:
        raise Invalid(gettext_noop("This amount cannot be paid by one transfer."), field="amount")
    reference = _bare(payment.reference)
    structured = reference if rf_is_valid(reference) else ""
    text = "" if structured else " ".join(f"{payment.reference} {payment.text}".split())[:TEXT_MAX]
    units, cents = divmod(payment.amount_minor, 100)
    lines = ["BCD", "002", "1", "SCT", bic, " ".join(payment.name.split())[:NAME_MAX], iban]
    return _fitted([*lines, f"EUR{units}.{cents:02d}", "", structured, text])


def iban_is_valid(iban: str) -> bool:
    """Whether an account number has the form of its country and right check digits."""
    from stdnum import iban as numbers  # noqa: PLC0415 -- heavy library, loaded on first use

    return bool(numbers.is_valid(iban))


def bic_is_valid(bic: str) -> bool:
    """Whether this is a code of a bank."""
    from stdnum import bic as codes  # noqa: PLC0415 -- heavy library, loaded on first use

    return bool(codes.is_valid(bic))


def rf_is_valid(reference: str) -> bool:
    """Whether a reference is an ISO 11649 one with right check digits."""
    from stdnum import iso11649  # noqa: PLC0415 -- heavy library, loaded on first use

    return bool(iso11649.is_valid(reference))


def rf_reference(number: str) -> str:
    """The ISO 11649 reference of a document's number: its letters and digits, with check digits.

    Raises: Invalid where nothing is left of it or it is too long.
    """
    from stdnum.iso7064 import mod_97_10  # noqa: PLC0415 -- heavy library, loaded on first use

    plain = unicodedata.normalize("NFKD", number).upper()
    core = "".join(char for char in plain if char.isascii() and char.isalnum())
    if not core or len(core) > 21:
        raise Invalid(gettext_noop("No payment reference can be made of this number."), field="reference")
    return f"RF{mod_97_10.calc_check_digits(f'{core}RF')}{core}"


def _bare(code: str) -> str:
    return "".join(code.split()).upper()


def _fitted(lines: list[str]) -> str:
    """The whole within the bytes a reader takes: the name gives way first, then the text."""
    while len("\n".join(lines).encode()) > BYTES_MAX:
        place = 10 if len(lines[10]) > 1 and len(lines[10]) >= len(lines[5]) else 5
        lines[place] = lines[place][:-1]
    return "\n".join(lines).rstrip("\n")
