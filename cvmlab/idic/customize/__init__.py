"""Next offers by need, whom a treatment changes, and what a rule for treating is worth."""
