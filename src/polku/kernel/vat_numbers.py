"""VAT numbers of the Union: which state gave one, told by how it is written, and whether its check digits are right.

Whether a number is in use is not asked. Pure.
"""

from functools import lru_cache

from polku.kernel.errors import Invalid, Message, gettext_noop


def compact(number: str) -> str:
    """A VAT number of the Union without spaces, dots and hyphens, as in `DE136695976`; others as given."""
    return _read(number)[0] or number


def state_of(number: str) -> str:
    """The state of the Union whose VAT number this is, by its code (Greece is EL); empty where it is none.

    A number that was stored with a wrong digit still tells its state: it is refused where it is typed.
    """
    return _read(number)[0][:2]


def checked_vat_number(number: str, *, field: str = "vat_id") -> str:
    """A number as it was given, unless it means to be one of the Union and is none.

    Raises: Invalid, naming the field.
    """
    begins = number.strip()[:2].upper()
    if begins in _states() and any(map(str.isdigit, number)) and not _read(number)[1]:
        message = gettext_noop("“%(number)s” is no VAT number of %(state)s: check its digits.")
        raise Invalid(Message(message, number=number.strip(), state=begins), field=field, code="bad_vat_id")
    return number


@lru_cache(maxsize=4096)
def _read(number: str) -> tuple[str, bool]:
    """A number of a state of the Union as it is written, and whether its check digits are right; else nothing."""
    from stdnum import exceptions  # noqa: PLC0415 -- heavy library, loaded on first use
    from stdnum.eu import vat  # noqa: PLC0415 -- heavy library, loaded on first use

    number = "".join(number.split())
    if number[:2].upper() not in _states() or not number.isascii():
        return "", False
    try:
        found = vat.compact(number)
        if found.startswith("GR"):
            found = f"EL{found[2:]}"
        vat.validate(found)
    except exceptions.InvalidChecksum:
        return found, False
    except exceptions.ValidationError:
        return "", False
    return found, True


@lru_cache(maxsize=1)
def _states() -> frozenset[str]:
    from stdnum.eu.vat import MEMBER_STATES  # noqa: PLC0415 -- heavy library, loaded on first use

    return frozenset({*map(str.upper, MEMBER_STATES), "EL"} - {"XI"})
