"""Pure parts of the deal: what comes in, outcomes and their transitions, visits replayed from the log."""
