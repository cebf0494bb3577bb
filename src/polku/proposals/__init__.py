"""From a finding to a proposal, a new version of the process and its verdict; what-if on the log (H7, A6).

Rows: `Finding` (what a figure showed, at which stage, who sees to it by when; pinned on the process map), `Proposal`
(hypothesis, old and new version, indicator, least effect that matters, segment, period; the stated sample once it
runs), `Decision` (the verdict with its figures, written once and never changed).

Entry points: `actions.note_finding`, `actions.write_proposal`, `actions.start_proposal`, `actions.decide_proposal`;
`weighing` reads the marts for them: the sample a plan needs, how far it has come, the verdict. Invariants: nothing is
compared before the stated sample is there or the stated period is over; a decision is never rewritten; both versions
are followed for the same window with the mix of customers held constant. `simulating` answers what-if questions.
"""
