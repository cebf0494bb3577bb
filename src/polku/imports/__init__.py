"""Import: CSV and XLSX files of others become rows of ours, and never lie about it. Row B2.

The engine is here; the kinds of import are registered by the domains (`registry.kinds`). Entry points:
`actions.start_import`, `configure_import`, `dry_run`, `run_import`, `undo_import`. Invariants: a file is read as a
stream, memory does not grow with it; every row is answered for; a batch and its progress are one transaction, so a
killed import goes on where it was; the whole of it can be undone at any size; nothing is guessed in silence.
"""
