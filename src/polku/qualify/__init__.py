"""From an enquiry to a qualified lead: capture, answers, what is known. Rows B2, C1.

Entry points: `actions.answer`, `actions.retract`, `actions.receive` (a submitted form: kept raw first, then mapped
to a deal), `actions.replay`, `queries.answers_of`, `queries.standing`.
Invariants: one current answer per deal, set, question and product, older ones stay as history; a raw capture is
committed before anything is made of it; the same submission never makes two captures, a known address with an open
deal never a second lead.
"""
