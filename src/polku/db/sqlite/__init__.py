"""SQLite as Django knows it, where whoever wants to write waits in line (a database backend, see `base`)."""
