"""The loyalty report: what was asked, what can be said of it, and what follows."""
