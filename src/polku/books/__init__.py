"""Double entry that defends itself in the database (F5).

Entry points: `actions.post` (a batch; every document posts through it), `actions.reverse`, `actions.post_manual`,
`actions.close_period`, `queries.trial_balance`, `queries.vat_report`, `queries.profit`, `queries.ledger`.
Invariants: an entry is born open, checked when posted (debits equal credits in each currency and in company
currency), frozen after; a mistake is corrected by a reversal; numbers have no gap within a year; nothing is posted
into a closed month. Amounts are whole minor units; no float anywhere.
An entry between two currencies goes over the account of the role `fx_clearing`, so that each currency balances.
"""
