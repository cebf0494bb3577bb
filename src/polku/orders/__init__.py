"""What the customer ordered: placed, confirmed, changed under control, held, canceled (F1, E4).

Percent delivered, billed, paid are derived, never stored.
"""
