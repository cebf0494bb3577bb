"""The doors of payments: pages and API."""
