"""Serial numbers and lots as people type them."""


def codes_of(text: str) -> tuple[str, ...]:
    """Serial numbers or lots as people type or scan them, apart by commas, spaces or lines; each once."""
    return tuple(dict.fromkeys(one for one in text.replace(",", " ").split() if one))
