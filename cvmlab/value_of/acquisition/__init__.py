"""What winning customers costs, when it pays back, and how much to spend on it."""
