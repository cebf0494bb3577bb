"""Offers: versions, options, negotiation, approval, the buyer's page, acceptance with evidence (E2, E3).

What was sent never changes; accepting twice gives the same order.
"""
