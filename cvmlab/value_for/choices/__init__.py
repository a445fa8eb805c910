"""Choices between alternatives, and the models that weigh what people took."""
