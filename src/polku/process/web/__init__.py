"""Pages and API of processes."""
