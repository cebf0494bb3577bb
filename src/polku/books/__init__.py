"""Double entry that defends itself in the database (F5).

An entry is born open, checked when posted, frozen after; a mistake is corrected by a reversal.
"""
