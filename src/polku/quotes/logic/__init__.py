"""Pure parts of quotes."""
