"""The doors of the cycle: pages and API."""
