"""An answer as it grows: its text, its statements, and their citations numbered as they come."""

from collections.abc import Sequence

from assistant.schema import Citation, Statement


class Sheet:
    """Takes checked statements one by one; each citation gets its number when it is first used."""

    def __init__(self) -> None:
        self.text = ""
        """What the reader sees so far."""

        self.statements: list[Statement] = []
        self._citations: dict[tuple[str, int, int], Citation] = {}

    @property
    def citations(self) -> list[Citation]:
        """The citations in the order of their numbers, which count from 1."""
        return list(self._citations.values())

    def add(
        self,
        text: str,
        cited: Sequence[Citation],
        *,
        is_computed: bool = False,
        starts_line: bool = False,
    ) -> str:
        """Add a statement and return what it adds to the text; nothing where it is said already.

        Args:
            text: The statement without markers.
            cited: What carries it; their markers are set here.
            is_computed: True for a figure worked out from cited ones.
            starts_line: True to put it on a line of its own.
        """
        if any(text in statement.text for statement in self.statements):
            return ""
        markers = tuple(dict.fromkeys(self._number(citation) for citation in cited))
        self.statements.append(Statement(text=text, markers=markers, is_computed=is_computed))
        line_break = "\n" if starts_line and self.text else ""
        piece = line_break + text + "".join(f"[{marker}]" for marker in markers)
        self.text += piece
        return piece

    def _number(self, citation: Citation) -> int:
        place = (citation.revision_id, citation.start, citation.end)
        numbered = citation.model_copy(update={"marker": len(self._citations) + 1})
        return self._citations.setdefault(place, numbered).marker
