"""Fills Word templates from the ledger, with every figure traceable.

places ◀ variables ◀ language                        what a template says, and where
marks ◀ journal ◀ context ◀ filters, charts, functions   what its names stand for
showing ◀ rendering                                  printing, by docxtpl
preflight, commenting ◀ rounding_notes, finishing    what is told before and after
sentences ◀ drafting ◀ prose                         words around the figures
word_files, templates, preview ◀ desk                          all of it, for one reader
"""
