"""The proof that an order is closed: delivered, billed, paid, returned, booked, documented (F6).

Each discrepancy has kind, amount, owner, age and the action that would settle it.
"""
