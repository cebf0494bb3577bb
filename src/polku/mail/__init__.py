"""What leaves by mail: an outbox written with the change itself, sent by a job, with its delivery state.

Nothing is sent inside a transaction.
"""
