"""Hassle: what a minute is worth, to whom, and which minutes to take away first."""
