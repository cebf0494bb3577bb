"""Every event told to the company's other systems, signed (Standard Webhooks).

A delivery for each event and endpoint is written in the event's own transaction and sent by a job. Entry points:
`actions.add_endpoint`, `actions.rotate_secret`, `actions.replay`, `actions.deliver_due`, `queries.endpoints`.
Invariants: an event costs no statement where there is no endpoint; a delivery holds ids, keys and figures, nothing
personal; no request goes to a private address unless `POLKU_WEBHOOKS_ALLOW` names its network; a request sent
again carries the same `webhook-id`. Machines that share a database share `$POLKU_HOME` as well.
"""
