"""The guided start: five steps that lead a new company to its own process in a quarter of an hour. Row A1.

Entry points: `actions.mark_step`, `actions.set_aim`, `actions.close_guide`, `queries.progress`.
Invariants: one guide for the company; a step is done by what stands there (people, a process, a journey) or by a mark,
and may be passed over; it shows on Today of those who may lead it until it is finished or put away, and never where
deals were there before it began.
"""
