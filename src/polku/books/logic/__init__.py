"""Pure parts of the books: what an entry is, tax keys, the ready chart of accounts, text formats."""
