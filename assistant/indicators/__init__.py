"""The ledger of indicators: what counties count, and what follows from it."""
