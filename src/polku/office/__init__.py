"""Running the installation: the company's settings, working time, rates, the health page, the API of people.

Entry points: `actions.change_company`, `actions.state_rate`, `actions.retry_job`, `queries.health`. Invariant: it has
no table of its own; it is where what lies below the interface (company, access, jobs, db) gets its pages and its API.
"""
