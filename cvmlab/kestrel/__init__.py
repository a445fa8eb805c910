"""Kestrel Market Group, the sample company: invented customers about whom everything is known."""
