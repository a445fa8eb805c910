"""Failure, silence and winning back: who leaves, when that changed, and who was worth much once."""
