"""Receipts, bank statements, matching, open items, dunning (F4).

A match is a link, not a posting; undo restores both sides exactly.
"""
