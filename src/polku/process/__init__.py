"""The process as data: stages in phases, roles, checklists, times, criteria; versions that never change once
published; registered facts that criteria may name; the map drawn from it. Rows A1, A2 (and A3 to A7, H7 later).

Entry points: `logic.definition.Definition`, `facts.register`, `queries.definition`, `queries.published`,
`actions.publish_document`, `logic.criteria.unmet_for_move`, `logic.drawing`, `logic.figures.rows`.
Invariants: a published version's document never changes (the database refuses it); a version names only
registered facts; a missing fact never meets a criterion.
"""
