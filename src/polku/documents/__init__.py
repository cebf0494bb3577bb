"""Numbers and papers: gapless series, and PDF from data (F3, E2).

Entry points: `actions.next_number` (inside the transaction of the document, last before its insert),
`actions.change_series`, `queries.overview`, `drawing.pdf`, `registry.register` (a paper's template),
`registry.numbered` (which numbers a series has given, for the check), `logic.digest`, `logic.payment_code`.
Invariants: a number is given once over all series; a transaction rolled back leaves no gap; counting only goes
forward. A paper is drawn by typst from JSON whose words and figures are ready to be shown.
"""
