"""Pure parts of the cycle."""
