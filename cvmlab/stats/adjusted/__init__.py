"""What would have happened otherwise: groups made alike in what is known about them."""
