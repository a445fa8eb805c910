"""The value equation in four forms, and which of its conclusions turn with the scale."""
