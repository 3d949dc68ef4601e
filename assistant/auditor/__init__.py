"""Finds what does not add up in a draft."""
