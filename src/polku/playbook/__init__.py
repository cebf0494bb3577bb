"""What sellers ask and say, kept by the company: question sets today. Rows C1, D3.

Entry points: `queries.question_set(key)`, `queries.question_sets`, `actions.load_ready(name)`, `actions.publish`.
Invariants: a published version never changes (the database refuses); the newest one is in force; questions are found
by key, so answers outlive a new wording.
"""
