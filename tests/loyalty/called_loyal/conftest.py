"""The regulars of five companies, for all tests of this room."""

from tests.loyalty.regular_companies import companies, company

__all__ = ["companies", "company"]
