"""Who may do what, and see which rows: users, teams, roles, reach, tokens, invitations.

Entry points: `logic.Actor` (what every action takes), `scopes.Scoped` (querysets with `visible_to`),
`rules.permissions` (the printed map). Invariants: a row belongs to a team; reach "team" sees the rows of
one's teams, "own" those one owns, "all" every row; an owner is always in the row's team.
"""
