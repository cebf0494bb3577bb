"""One search over every kind of record, in every script, within what a person may see.

Entry points: `queries.find`, `actions.index` / `remove` (in the transaction of the change), `actions.rebuild`,
`queries.missing` (for the check), `registry.kinds` (what domains let be found).
Invariants: a document carries the owner and team of its row, and the scope is part of the query itself; the
full-text index (FTS5 or GIN) is put back after every migrate; no query's cost grows with common words.
"""
