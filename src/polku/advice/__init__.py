"""What helped deals like this: actions and techniques, learned from the log (A7, E5).

Rows: `Finding` (what a night compared, as plain JSON), `Asking` (the order was asked for: how, and what the buyer
said), `BuyingSignal` (the buyer showed readiness), `AdviceSettings` (whether techniques that press may be used).
Entry points: `actions.ask`, `actions.note_signal`, `actions.allow_pressure`, `queries.helped` (a deal's advice),
`queries.standings` (techniques by wins and by cancellations), `making.night` (the job).
Invariants: only deals still in the stage when the window closes are compared, within like ones; nothing is said below
30 deals on a side; what is called found holds among all that is compared; "goes with", never "causes".
"""
