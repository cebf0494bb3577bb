"""Pure parts: formats of event logs, and the order of a process that a history shows."""
