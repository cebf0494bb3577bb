"""The log tells the truth: what happened, when, by whom, in which deal; append-only, without personal data.

Entry points: `events.Happened` (base of every event type), `actions.append`, `queries.case_events`,
`subscriptions.on` (handlers in the same transaction). Invariants: the database refuses UPDATE, DELETE and
TRUNCATE on `Event`; payloads hold ids, keys, numbers, money, dates and booleans, never free text.
`Change` holds the values before and after, is erasable and has a retention clock.
"""
