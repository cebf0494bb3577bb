"""Pure parts of engaging."""
