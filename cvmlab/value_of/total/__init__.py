"""What a customer is worth in all, line by line, and which line is an assumption."""
