"""Questions worth asking: examples of what a library answers, and what may follow an answer.

phrasing ◀ candidates ◀ suggester

Questions are made by rules from what stands in the documents a reader may see, and every one is
tried before it is offered.
"""

from assistant.suggesting.suggester import Suggester

__all__ = ["Suggester"]
