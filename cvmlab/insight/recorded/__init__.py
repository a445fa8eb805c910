"""Data: what the firm writes down, by whom it is seen, and where it is blind."""
