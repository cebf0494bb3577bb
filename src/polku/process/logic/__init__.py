"""Pure parts of the process: its definition, its document, its criteria, its drawing."""
