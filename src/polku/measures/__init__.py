"""Own indicators, dashboards and goals. Rows A5, H5.

Entry points: `actions` (every write), `queries`, `measuring.figures.measured` (a formula over periods, in a scope),
`measuring.goals.stand`, `measuring.papers.drawn` (a dashboard as PDF), `registry.register` (a later domain hands a
figure over, used as `series("key")`).

Invariants: a formula is read into a small tree and becomes an Ibis expression, nothing in it is ever run; every figure
begins at the reader's scope, shows its n and leads to its rows; an estimate of fewer than five rows is not shown; a
goal is open to those alone who may see the figures it is about; what is mailed holds the recipient's scope.
"""
