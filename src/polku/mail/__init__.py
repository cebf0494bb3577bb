"""What leaves by mail: an outbox written with the change itself, sent by a job, with its delivery state.

Entry points: `actions.post` (in the transaction of the change), `actions.send_again`, `actions.set_server`,
`queries.of` (the messages about one thing), `queries.server`, `writing.letter` (words from a template in the reader's
language). Invariants: nothing is sent inside a transaction; a message that was committed is sent at least once, always
under the same Message-ID; an address that does not exist is not written to again.
"""
