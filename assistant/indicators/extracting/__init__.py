"""Reads a report's text and tables and proposes the indicators they state.

figures     which figures state how much of something there is, and in which unit
naming      what each of them counts, from the words around it
places      which places a text names, and of which one a sentence speaks
times       which time it speaks of
tables      the same for the cells of a table, from row and headers
proposing   all of it over a document: sentences, paragraphs, headings
reading     the same for a file, in a process of its own
"""
