"""Reading, guessing, mapping and parsing, without Django."""
