"""A dialogue that changes the next contact; experiments; how often is too often; charts."""
