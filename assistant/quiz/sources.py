"""What items are made from and checked against: the documents in force, sentence by sentence."""

from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.indicators.extracting.places import Gazetteer, Rank, chains, joined
from assistant.quiz.schema import Evidence
from ingest.chunking import split_sentences
from ingest.schema import (
    BlockKind,
    CleanText,
    Document,
    Filters,
    Passage,
    Revision,
    Section,
    TableRow,
    Validity,
)

if TYPE_CHECKING:
    from ingest.library.library import Library


@dataclass(frozen=True)
class Sentence:
    """A sentence, heading or footnote of a source."""

    start: int
    end: int
    passage: Passage
    """Where it stands."""


@dataclass(frozen=True)
class Source:
    """A document in force, as its current revision has it."""

    document: Document
    revision: Revision
    clean: CleanText
    sections: tuple[Section, ...]
    page_of: dict[int, int | None]
    """Page by offset of a chunk's start, ascending."""

    @property
    def text(self) -> str:
        """The cleaned text, in which all offsets count."""
        return self.revision.text

    @property
    def title(self) -> str:
        """As people name the document, without 《》."""
        return self.document.metadata.title or self.document.file.rsplit(".", 1)[0]

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence outside tables, in reading order."""
        return tuple(self._sentences())

    def _sentences(self) -> Iterator[Sentence]:
        for passage in self.clean.passages:
            if passage.kind is BlockKind.TABLE:
                continue
            text = self.text[passage.start : passage.end]
            for start, end in split_sentences(text):
                yield Sentence(passage.start + start, passage.start + end, passage)

    @cached_property
    def rows(self) -> tuple[tuple[Passage, TableRow], ...]:
        """Every data row of every table, with its table."""
        return tuple((passage, row) for passage in self.clean.passages for row in passage.rows)

    @cached_property
    def places(self) -> Gazetteer:
        """The places that the text names."""
        return Gazetteer(self.text)

    @cached_property
    def home(self) -> str:
        """The place that the document is about: "巴里坤县"; "" where none is."""
        return self.document.metadata.region or self.places.main(self.document.metadata.title)

    def home_at(self, offset: int) -> str:
        """Return the county or larger place that the headings above an offset name.

        Where they name none it is that of the document; where one names several, "".
        """
        for heading in reversed(self.section_path(offset)):
            named = [
                chain
                for chain in chains(self.places.find(heading))
                if not chain[0].stands_for and Rank.REGION <= chain[-1].rank <= Rank.COUNTY
            ]
            if named:
                return joined(named[0]) if len(named) == 1 else ""
        return self.home

    def section_path(self, offset: int) -> tuple[str, ...]:
        """Return the headings above an offset, from the top down."""
        found: tuple[str, ...] = ()
        for section in self.sections:
            if section.start > offset:
                break
            if offset < section.end and len(section.path) > len(found):
                found = section.path
        return found

    def evidence(self, start: int, end: int) -> Evidence:
        """Return a slice of the text as evidence."""
        page = None
        for first, number in self.page_of.items():
            if first > start:
                break
            page = number
        return Evidence(
            document=self.document.file,
            document_id=self.document.id,
            revision_id=self.revision.id,
            title=self.title,
            text=self.text[start:end],
            start=start,
            end=end,
            page=page,
            section=self.section_path(start),
        )


def is_current(document: Document, day: date) -> bool:
    """Return whether a document may be asked about as the rule that holds on a day."""
    validity = document.metadata.validity_on(day)
    effective = document.metadata.effective_on
    return validity is not Validity.REPEALED and (effective is None or effective <= day)


def read_sources(
    library: "Library",
    names: Collection[str] | None,
    *,
    libraries: AbstractSet[str] | None,
    day: date,
) -> list[Source]:
    """Return the documents in force of some libraries, as their current revisions have them.

    Args:
        library: The truth.
        names: Of the libraries wanted; None for every one that may be seen.
        libraries: Those the reader may see; None for every one.
        day: On which they are in force.
    """
    return [
        read_source(library, document)
        for document in library.list_documents(Filters(), libraries=libraries)
        if (names is None or document.library in names) and is_current(document, day)
    ]


def read_source(library: "Library", document: Document) -> Source:
    """Return a document as its current revision has it."""
    return Source(
        document=document,
        revision=library.get_revision(document.revision_id),
        clean=library.clean_text(document.revision_id),
        sections=library.sections(document.revision_id),
        page_of={chunk.start: chunk.page for chunk in library.chunks_of(document.revision_id)},
    )
