"""Insight: what people say in their own words, and how far a few voices carry."""
