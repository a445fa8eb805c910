"""Who is who over several systems, what that is worth, and one customer's whole story."""
