"""A synthetic sales company: a pure, seeded simulation, and one sink that writes it through actions.

Entry points: `actions.load`, `actions.remove`. Invariant: the simulation yields plans and touches nothing.
"""
