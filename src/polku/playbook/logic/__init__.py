"""Pure parts of the playbook."""
