"""Migrations of the bank's tables, run by `ingest.library.database`."""
