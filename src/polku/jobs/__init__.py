"""Background work without a broker: a table of jobs, a runner, retries, leases and schedules.

Entry points: `registry.job` and `registry.schedule` (a domain's `tasks.py`), `actions.enqueue` (inside the caller's
transaction), `runner.run_pending`, `runner.Worker`, `beside.Helper` (the process for long work). Invariants: a job
whose transaction is rolled back never was; one worker holds a job at a time until its lease ends; after the kind's last
try it is parked with the reason, never lost; arguments are ids and keys, never personal data.
"""
