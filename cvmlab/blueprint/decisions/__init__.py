"""Decisions of the agenda, and what each does to customer equity."""
