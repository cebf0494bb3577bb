"""Writes of the interface: saved views, forms sent once."""
