"""What advice counts, as pure functions: comparisons of like deals, techniques, their standing."""
