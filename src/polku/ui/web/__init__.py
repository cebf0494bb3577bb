"""The pages and fragments of the interface itself."""
