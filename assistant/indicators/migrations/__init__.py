"""Migrations of the ledger's tables, run by `ingest.library.database`."""
