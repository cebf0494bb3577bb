"""Pages and API of the buyer's side."""
