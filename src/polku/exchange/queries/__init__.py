"""Reads of the log, for files."""
