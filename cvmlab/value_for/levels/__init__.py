"""Levels of service: what they are worth, whom they fit, at which price."""
