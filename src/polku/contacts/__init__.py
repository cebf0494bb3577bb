"""Customers (companies and private persons) and the people one speaks with; consent, duplicates, merging.
Rows B5, G4.

Entry points: `actions.resolve` (find or add, by batch), `actions.merge`, `queries.duplicates`.
Invariants: a contact belongs to one customer; a merged row points to the one kept and can be brought back;
normalised keys are kept beside names, mail addresses and numbers.
"""
