"""Migrations of the tables of learning, run by `ingest.library.database`."""
