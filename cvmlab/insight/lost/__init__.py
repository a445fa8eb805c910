"""What is lost before the first purchase, and why a bid is won."""
