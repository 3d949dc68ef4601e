"""Migrations of the office's tables, run by `ingest.library.database`."""
