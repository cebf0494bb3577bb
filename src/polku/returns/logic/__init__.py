"""Pure parts of returns."""
