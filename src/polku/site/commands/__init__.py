"""The command line, one module per noun; each lists its click commands in `COMMANDS`."""
