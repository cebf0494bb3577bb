"""Attachments: bytes in `$POLKU_HOME/files`, their description in a table.

Entry points: `actions.store`, `actions.remove`, `queries.file`, `serving.attachment`. Invariants: bounded in size,
hashed while read, given out only as an attachment. Who may see one is decided by the domain of its subject; `owner_id`
and `team_id` are kept here so that lists can be scoped.
"""
