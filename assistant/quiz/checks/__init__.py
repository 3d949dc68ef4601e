"""The rules that an item must keep, each told apart by its name."""
