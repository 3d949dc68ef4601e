"""Fills Word templates from the ledger, with every figure traceable."""
