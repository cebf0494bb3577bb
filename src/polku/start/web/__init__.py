"""Pages of the guided start."""
