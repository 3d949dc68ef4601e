"""What reports can do for a reader: templates, pre-flight, rendering."""

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.progress import Report, ignore
from assistant.report.schema import Preflight, Rendered, RenderRequest, TemplateInfo

if TYPE_CHECKING:
    from assistant.indicators.desk import Indicators


class Reports:
    """The templates of a deployment, filled from the ledger that a reader may see.

    Args:
        home: The deployment's folder; uploaded templates lie in `templates` there.
        indicators: The ledger, limited to what the reader may see.
    """

    def __init__(self, home: Path, indicators: "Indicators") -> None:
        self._home = home
        self._indicators = indicators

    def templates(self) -> list[TemplateInfo]:
        """Return every template, shipped ones first, then by name."""
        raise NotImplementedError

    def template(self, id_or_name: str) -> TemplateInfo:
        """Return a template; raises `NotFoundError` when there is none."""
        raise NotImplementedError

    def template_file(self, id_or_name: str) -> bytes:
        """Return a template as a .docx file; raises `NotFoundError` when there is none."""
        raise NotImplementedError

    def add_template(self, file: Path | bytes, name: str, *, by: str = "") -> TemplateInfo:
        """Keep a template that somebody made.

        Args:
            file: The .docx file or its bytes.
            name: Of the file or the template; a suffix is left out.
            by: Username; "" from the terminal.

        Raises:
            TemplateError: it is no .docx file, has macros, or its tags are wrong; told where.
            WrongUseError: there is a template of that name.
        """
        raise NotImplementedError

    def remove_template(self, id_or_name: str) -> TemplateInfo:
        """Remove an uploaded template and return what it was.

        Raises:
            NotFoundError: there is none.
            WrongUseError: it came with the project.
        """
        raise NotImplementedError

    def preflight(self, request: RenderRequest, *, progress: Report = ignore) -> Preflight:
        """Return how everything that the template asks for stands; no file is made.

        Raises:
            NotFoundError: no such template, or the reader may not see the library.
            WrongUseError: the period is none.
            CancelledError: as `progress` said.
        """
        raise NotImplementedError

    def render(self, request: RenderRequest, *, progress: Report = ignore) -> Rendered:
        """Return the report.

        Raises:
            ReportGapsError: something is missing and no draft was asked for, or the template
                itself is wrong; the error's `preflight` tells what.
            NotFoundError, WrongUseError, CancelledError: as `preflight`.
        """
        raise NotImplementedError
