"""What is done with the customer: calls, meetings, demos, mails, notes, tasks. Rows D1, D2, D5.

Entry points: `actions.log_activities` (a batch; `log_activity` for one), `actions.change_activity`,
`actions.void_activity`, `actions.complete_task`, `actions.define_kind`, `queries.activities_of`.
Invariants: an activity belongs to a deal and is seen by whoever sees the deal; what was said stands in the row and
never in the log; an activity is voided, never deleted; planned ones count for no fact until they took place.
"""
