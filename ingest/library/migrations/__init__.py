"""Migrations of the truth, oldest first; run by `ingest.library.database.migrate`."""
