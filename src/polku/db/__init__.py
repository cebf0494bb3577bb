"""What the database is asked to guarantee: base model, guards, engine differences.

Entry points: `models.Base`, `fields.WordsField`, `guards.append_only`, `guards.freeze`, `transactions.write`.
Invariant: guards stand after every migrate on both engines; start-up and `polku check` refuse without them.
"""
