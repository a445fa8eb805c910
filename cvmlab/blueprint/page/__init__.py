"""The board's page: tiles as cards, what stands below them, on one screen and one sheet."""
