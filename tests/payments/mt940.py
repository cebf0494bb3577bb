"""Bank statements to try things on."""


def statement(*lines: tuple[int, str, str], number: str = "1", opening: int = 0) -> bytes:
    """An MT940 file: bookings of so many cents, the payer's name and words; the closing balance follows."""
    body = [":20:X", ":25:FI2112345600000785", f":28C:{number}/1", f":60F:{_balance(opening)}"]
    for minor, name, text in lines:
        mark = "C" if minor > 0 else "D"
        body += [f":61:2611201120{mark}{_amount(minor)}NTRFNONREF", f":86:166?20{text}?32{name}"]
    body += [f":62F:{_balance(opening + sum(minor for minor, _, _ in lines))}", "-"]
    return "\r\n".join(body).encode()


def _balance(minor: int) -> str:
    return f"{'C' if minor >= 0 else 'D'}261120EUR{_amount(minor)}"


def _amount(minor: int) -> str:
    return f"{abs(minor) // 100},{abs(minor) % 100:02}"
