"""Pages of insight: the frame at once, each figure by its own address."""
