"""What helped deals like this: actions and techniques, learned from the log (A7, E5)."""
