"""Wrong options that look right: of the same kind, near by, and certainly false."""
