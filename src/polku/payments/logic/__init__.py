"""Pure parts of payments."""
