"""A firm's own customer survey: satisfaction, relationship, motives; all answers accounted for."""
