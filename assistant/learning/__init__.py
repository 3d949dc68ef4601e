"""Papers, practice and tests from the bank of items, and what they show of who knows what."""
