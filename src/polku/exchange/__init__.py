"""Exchange of event logs and diagrams with other systems: histories come in as deals, the log goes out (A2, A6, H3).

Rows: `PastLog` (a history that came in), `PastCase`, `PastEvent` (each row of it, as it came), `PastActivity` (which
stage or ending an activity became). Entry points: the import kind `events` (`actions.importing`), `writing.pieces`
(the log as CSV, Parquet, XES, OCEL), `actions.begin_draft` (a diagram as a draft). Invariants: no row of a history is
lost or taken twice; a deal of a history is made of all its rows at once, in their order; what goes out holds ids, keys
and the company's own words for stages, no personal data.
"""
