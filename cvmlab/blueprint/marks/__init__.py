"""What leaders say of the firm, beside what staff say and what can be seen."""
