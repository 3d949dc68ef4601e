"""A bank of items in memory, as learning asks for it."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from assistant.learning.desk import Learning, Register
from assistant.quiz.bank import ItemFilters
from assistant.quiz.schema import Item, ItemView
from ingest.errors import NotFoundError


class MemoryShelf:
    """Knows some items, which a test may change."""

    def __init__(
        self, items: Iterable[Item] = (), *, libraries: AbstractSet[str] | None = None
    ) -> None:
        self.items = {item.id: item for item in items}
        self.libraries = libraries

    def each(self, filters: ItemFilters | None = None) -> Iterator[ItemView]:
        filters = filters or ItemFilters()
        if filters.library and self.libraries is not None and filters.library not in self.libraries:
            raise NotFoundError("没有这个资料库。")
        return (
            ItemView(item=item, version=1, created_at="", updated_at="", updated_by="")
            for item in self.items.values()
            if (filters.library in (None, item.library))
            and (filters.state in (None, item.state))
            and (filters.ids is None or item.id in filters.ids)
            and (self.libraries is None or item.library in self.libraries)
        )

    def limited_to(self, libraries: AbstractSet[str] | None) -> "MemoryShelf":
        limited = MemoryShelf(libraries=libraries)
        limited.items = self.items
        return limited


def desk_for(
    register: Register, shelf: MemoryShelf, *, libraries: AbstractSet[str] | None
) -> Learning:
    """The desk of a reader of some libraries."""
    return Learning(register, shelf.limited_to(libraries), libraries=libraries)
