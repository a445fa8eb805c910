"""The board page: one shared blueprint of the value of and for the customer."""
