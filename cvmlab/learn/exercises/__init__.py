"""The exercises, one module a lesson; their texts stand in the catalogue, ``learn/en``."""
