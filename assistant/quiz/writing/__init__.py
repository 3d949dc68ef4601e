"""Questions written from facts: stems, options, keys and why they are right."""
