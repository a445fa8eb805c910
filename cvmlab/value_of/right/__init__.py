"""The right customers, the right relationships, and whether the right ones are kept."""
