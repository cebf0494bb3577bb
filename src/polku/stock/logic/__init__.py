"""Pure parts of stock."""
