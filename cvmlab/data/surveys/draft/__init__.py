"""A first description of a survey, from what its export shows."""
