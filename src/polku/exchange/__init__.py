"""Exchange of event logs with other systems: histories come in as deals, the log goes out (A6, H3)."""
