"""The edge of the house: settings, root URLs, the API root and the command line."""
