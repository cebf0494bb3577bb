"""Pure parts of qualifying."""
