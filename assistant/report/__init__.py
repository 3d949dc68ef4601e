"""Fills Word templates from the ledger, with every figure traceable.

What a template says, and where:    places ◀ variables ◀ language
What its names stand for:           marks ◀ journal ◀ context ◀ filters, charts ◀ functions
Printing, by docxtpl:               showing ◀ rendering
What is told before and after:      preflight, commenting ◀ rounding_notes, sourcing, finishing
Words around the figures:           sentences ◀ drafting ◀ prose
All of it, for one reader:          word_files, templates, preview ◀ desk
"""
