"""The doors of returns: pages and API."""
