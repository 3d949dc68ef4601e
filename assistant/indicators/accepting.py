"""Figures that a person accepted out of a report become figures of the ledger."""

import json
from collections.abc import Iterable, Sequence
from datetime import date

from assistant.errors import WrongUseError
from assistant.indicators.areas import Area, known_area
from assistant.indicators.catalogue import Catalogue
from assistant.indicators.periods import parse_period
from assistant.indicators.schema import Figure, Indicator, Proposal, Source, TypedSource
from assistant.indicators.units import same_dimension
from assistant.schema import Citation
from ingest.library import Library
from ingest.schema import CELL_SEPARATOR, Chunk, Document

# Named in a message; the rest is counted.
_SHOWN = 3


def read_lines(text: str) -> list[Proposal]:
    """Return the proposals of lines of JSON, as `extracting.as_line` writes them.

    Raises:
        WrongUseError: a line is no proposal; says which.
    """
    proposals = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
            evidence = fields.get("evidence", "").replace("\t", CELL_SEPARATOR)
            place = {"start": 0, "end": len(evidence)}
            proposals.append(Proposal.model_validate(place | fields | {"evidence": evidence}))
        except (ValueError, AttributeError) as error:
            raise WrongUseError(
                f"第 {number} 行不是提取结果。",
                hint="请使用 policy indicator extract --json 的输出，每行一项，改动时保持格式。",
            ) from error
    return proposals


def name_proposals(proposals: Iterable[Proposal], catalogue: Catalogue) -> list[Proposal]:
    """Return proposals with the codes of the indicators that their names and units mean."""
    return [
        one.model_copy(update={"code": known.code}) if (known := _known(one, catalogue)) else one
        for one in proposals
    ]


def to_figures(
    proposals: Sequence[Proposal],
    catalogue: Catalogue,
    areas: Sequence[Area],
    sources: "Sources",
) -> list[Figure]:
    """Return the figures that proposals are.

    What the catalogue does not have, or has in another unit, keeps the name it has in the text.

    Args:
        proposals: As a person accepted them.
        catalogue: Of indicators.
        areas: Those of which there are values already.
        sources: Tells where each stands.

    Raises:
        WrongUseError: a period cannot be understood; says which.
    """
    unclear = [one for one in proposals if one.period.strip() and not parse_period(one.period)]
    if unclear:
        named = "；".join(f"{one.area}{one.name}“{one.period}”" for one in unclear[:_SHOWN])
        more = f"等 {len(unclear)} 项" if len(unclear) > _SHOWN else ""
        raise WrongUseError(
            f"看不懂这些数值的时期：{named}{more}。",
            hint="请写成 2024年、2024年第三季度、截至2024年6月30日 这样的形式；没有时期的留空。",
        )
    return [_to_figure(one, catalogue, areas, sources) for one in proposals]


def _to_figure(
    proposal: Proposal, catalogue: Catalogue, areas: Sequence[Area], sources: "Sources"
) -> Figure:
    known = _known(proposal, catalogue)
    return Figure(
        value=proposal.value,
        unit=proposal.unit,
        name=known.full_name if known else proposal.name.strip(),
        code=known.code if known else "",
        period=parse_period(proposal.period),
        area=known_area(proposal.area, areas),
        source=sources.find(proposal),
        qualifier=proposal.qualifier,
    )


def _known(proposal: Proposal, catalogue: Catalogue) -> Indicator | None:
    """Return the indicator that a proposal is a value of; None where its unit says otherwise."""
    period = parse_period(proposal.period)
    year = period.end.year if period else None
    named = catalogue.get(proposal.code, year) if proposal.code else None
    # A sentence may name the place within what it counts: "石桥镇脱贫户数".
    bare = proposal.name.removeprefix(proposal.area)
    named = named or catalogue.find(proposal.name, year) or catalogue.find(bare, year)
    if named is None:
        return None
    known = catalogue.counted_in(named, proposal.unit)
    return known if same_dimension(known.unit, proposal.unit) else None


class Sources:
    """Where accepted figures stand: in a document of the library, or in a file beyond it.

    Args:
        library: The documents.
        file: Name of the report they were read from.
        documents: Those of that name that the reader may see.
        by: Who accepted them.
    """

    def __init__(
        self, library: Library, file: str, documents: Sequence[Document], *, by: str
    ) -> None:
        self._file = file
        self._by = by
        self._document = documents[0] if len(documents) == 1 else None
        self._text = ""
        self._chunks: list[Chunk] = []
        if self._document:
            self._text = library.get_revision(self._document.revision_id).text
            self._chunks = library.chunks_of(self._document.revision_id)

    def find(self, proposal: Proposal) -> Source:
        """Return the citation of a proposal's evidence; the file and the words where none is."""
        return self._cite(proposal) or TypedSource(
            by=self._by, note="：".join(filter(None, (self._file, proposal.evidence)))
        )

    def _cite(self, proposal: Proposal) -> Citation | None:
        evidence, start = proposal.evidence, proposal.start
        if not self._document or not evidence:
            return None
        if self._text[start : start + len(evidence)] != evidence:
            start = self._text.find(evidence)
        end = start + len(evidence)
        chunk = next((one for one in self._chunks if one.start <= start and end <= one.end), None)
        if start < 0 or chunk is None:
            return None
        metadata = self._document.metadata
        return Citation(
            marker=1,
            document=self._document.file,
            document_id=self._document.id,
            revision_id=self._document.revision_id,
            chunk_id=chunk.id,
            title=metadata.title,
            document_number=metadata.document_number,
            validity=metadata.validity_on(date.today()),
            effective_on=metadata.effective_on,
            repealed_on=metadata.repealed_on,
            replaced_by=metadata.replaced_by,
            text=evidence,
            start=start,
            end=end,
            page=chunk.page,
            section=chunk.section_path,
        )
