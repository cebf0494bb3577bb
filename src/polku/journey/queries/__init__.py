"""Reads of the buyer's side; every one starts at what the person may see."""
