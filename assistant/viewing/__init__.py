"""Shows a source as people know it: its text in blocks, its pages, the places of a citation.

schema ◀ blocks │ pages ◀ places ◀ viewer
"""

from assistant.viewing.viewer import SourceViewer

__all__ = ["SourceViewer"]
