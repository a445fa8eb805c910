"""What part of their money customers spend here, and what more of it could be won."""
