"""Satisfaction: with what, at which of five levels, and whether it keeps anybody."""
