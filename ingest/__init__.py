"""Take files in: read, clean, cut, embed and keep them."""
