"""Pure parts of orders."""
