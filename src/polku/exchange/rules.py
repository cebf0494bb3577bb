"""Who may do what: an export needs the right to figures and to files, a history that of history imports."""
