"""The bank of quiz items: made from the library, checked, reviewed, kept true, and exchanged."""
