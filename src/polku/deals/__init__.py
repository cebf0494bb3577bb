"""The spine: one deal from the first contact to care, its stage visits, moves, next step and close. Rows A1, E4, D5.

Entry points: `actions.open_deals`, `actions.move_deals` (the one way a deal changes its stage, whatever the door),
`actions.close_deals`, `queries.deal_page`, `queries.board`.
Invariants: a deal is voided, never deleted; its open visit is the one without `leaving`; visits can be rebuilt from
the log (`logic.visits.replay`); an owner is a member of the deal's team; no criterion is passed by except by an
override with permission and reason, which is counted.
"""
