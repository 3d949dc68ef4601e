"""What reports can do for a reader: templates, pre-flight, rendering."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import ReportGapsError, TemplateError
from assistant.indicators.periods import format_period, require_period
from assistant.layout import apply_profile, find_profile, fit_words
from assistant.progress import Progress, Report, ignore
from assistant.report.commenting import Place, resolve_marks, strip_comments
from assistant.report.context import Facts, Scope
from assistant.report.finishing import set_properties
from assistant.report.journal import Journal, Note
from assistant.report.preflight import find_fields, tell_preflight
from assistant.report.preview import Previewer
from assistant.report.rendering import Broken, Form, read_tags
from assistant.report.rounding_notes import add_rounding_notes
from assistant.report.schema import (
    ItemState,
    Preflight,
    PreflightItem,
    PrintedFigure,
    ProseWriter,
    Rendered,
    RenderRequest,
    TemplateInfo,
)
from assistant.report.sourcing import add_source_table
from assistant.report.templates import Templates, clean_name
from assistant.report.word_files import check_file

if TYPE_CHECKING:
    from assistant.indicators.desk import Indicators

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\s]+')


class Reports:
    """The templates of a deployment, filled from the ledger that a reader may see.

    Args:
        templates: Shipped and uploaded ones.
        indicators: The ledger, limited to what the reader may see.
        prose: Opens what writes the words around the figures, from what the reader may see.
        previewer: Shows reports as they print.
    """

    def __init__(
        self,
        templates: Templates,
        indicators: "Indicators",
        prose: Callable[[], ProseWriter],
        previewer: Previewer,
    ) -> None:
        self._templates = templates
        self._indicators = indicators
        self._prose = prose
        self._previewer = previewer

    # --- Templates --------------------------------------------------------------------------

    def templates(self) -> list[TemplateInfo]:
        """Return every template, shipped ones first, then by name."""
        return [self._with_fields(info) for info in self._templates.list()]

    def template(self, id_or_name: str) -> TemplateInfo:
        """Return a template; raises `NotFoundError` when there is none."""
        return self._with_fields(self._templates.get(id_or_name))

    def template_file(self, id_or_name: str) -> bytes:
        """Return a template as a .docx file; raises `NotFoundError` when there is none."""
        return self._templates.read(id_or_name)

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
        content = file if isinstance(file, bytes) else file.read_bytes()
        check_file(content, name)
        slips = Form(content).slips
        if slips:
            told = "；".join(f"{slip.place} {slip.text}：{slip.message}" for slip in slips[:3])
            more = f"；另有 {len(slips) - 3} 处" if len(slips) > 3 else ""
            raise TemplateError(
                f"模板《{clean_name(name)}》有 {len(slips)} 处写法不对：{told}{more}。",
                hint="请在 Word 中改正后重新上传。",
            )
        return self._with_fields(self._templates.add(content, name, by=by))

    def remove_template(self, id_or_name: str) -> TemplateInfo:
        """Remove an uploaded template and return what it was.

        Raises:
            NotFoundError: there is none.
            WrongUseError: it came with the project.
        """
        return self._templates.remove(id_or_name)

    def _with_fields(self, info: TemplateInfo) -> TemplateInfo:
        fields = find_fields(read_tags(self._templates.read(info.id)), self._indicators.catalogue)
        return info.model_copy(update={"fields": fields})

    # --- Reports ----------------------------------------------------------------------------

    def preflight(self, request: RenderRequest, *, progress: Report = ignore) -> Preflight:
        """Return how everything that the template asks for stands; no file is made.

        Raises:
            NotFoundError: no such template, or the reader may not see the library.
            WrongUseError: the period is none, or there is no such layout.
            CancelledError: as `progress` said.
        """
        return self._fill(request, progress, draws=False).preflight

    def render(self, request: RenderRequest, *, progress: Report = ignore) -> Rendered:
        """Return the report.

        Raises:
            ReportGapsError: something is missing and no draft was asked for, or the template
                itself is wrong; the error's `preflight` tells what.
            NotFoundError, WrongUseError, CancelledError: as `preflight`.
        """
        filling = self._fill(request, progress, draws=True)
        gaps = tuple(
            item
            for item in filling.preflight.items
            if item.state not in (ItemState.READY, ItemState.UNUSED)
        )
        if not (filling.preflight.is_ready or (request.is_draft and filling.preflight.can_draft)):
            raise _gaps_error(filling.preflight, gaps)
        notes = filling.scope.journal.notes
        document = filling.form.reopen()
        places = resolve_marks(document, notes, comments=request.comments, progress=progress)
        parts = filling.scope.facts.parts(request.area)
        told = add_rounding_notes(
            document, places, area=request.area, parts=parts, rounding=request.rounding
        )
        outside = _tell_outside(notes, places) if request.comments else []
        if request.profile:
            apply_profile(document, find_profile(request.profile))
        fit_words(document)
        if request.source_table:
            add_source_table(document, notes)
        title = request.fields.get("标题", "").strip() or filling.title
        set_properties(document, title)
        file = BytesIO()
        document.save(file)
        return Rendered(
            file=_file_name(filling.title, is_draft=request.is_draft),
            content=file.getvalue(),
            figures=tuple(
                PrintedFigure(figure=figure, text=text, place=note.tag.place)
                for note in notes
                for figure, text in note.printed
            ),
            citations=tuple(note.citation for note in notes if note.citation),
            gaps=gaps,
            notes=tuple(dict.fromkeys([*filling.scope.journal.remarks, *told, *outside])),
        )

    def strip_comments(self, content: bytes) -> bytes:
        """Return a report without its comments, also where somebody edited it since.

        Raises:
            TemplateError: it is no .docx file.
        """
        check_file(content, "报告")
        return strip_comments(content)

    # --- On paper ---------------------------------------------------------------------------

    def to_pdf(self, content: bytes, *, progress: Report = ignore) -> bytes:
        """Return a report as a PDF file; see `Previewer.to_pdf`."""
        return self._previewer.to_pdf(content, progress=progress)

    def draw_page(self, pdf: bytes, number: int, *, width: int = 1000) -> bytes:
        """Return a page of such a PDF file as a PNG picture; see `Previewer.draw_page`."""
        return self._previewer.draw_page(pdf, number, width=width)

    def _fill(self, request: RenderRequest, progress: Report, *, draws: bool) -> "_Filling":
        period = require_period(request.period)
        if request.profile:
            find_profile(request.profile)
        info = self._templates.get(request.template)
        content = self._templates.read(info.id)
        facts = Facts(self._indicators, request.library)
        prose = self._prose if draws else lambda: self._prose().by_rule()
        scope = Scope(request, period, facts, prose, Journal(progress))
        progress(Progress(done=0, total=1, stage="读取模板"))
        form = Form(content)
        try:
            form.fill(scope, draws=draws)
        except Broken:
            # The journal tells why.
            scope.journal.notes.clear()
        preflight = tell_preflight(
            form.tags,
            scope.journal.notes,
            scope.journal.slips,
            asked=find_fields(form.tags, facts.catalogue),
            given=request.fields,
        )
        title = f"{request.area}{format_period(period)}{info.name}"
        return _Filling(form, scope, preflight, title)


@dataclass(frozen=True)
class _Filling:
    """A template filled for a request, before comments are made."""

    form: Form
    scope: Scope
    preflight: Preflight
    title: str


def _gaps_error(preflight: Preflight, gaps: Sequence[PreflightItem]) -> ReportGapsError:
    first = "；".join(f"{'、'.join(gap.places[:2])} {gap.message}" for gap in gaps[:3])
    more = f"等 {len(gaps)} 处" if len(gaps) > 3 else ""
    if not preflight.can_draft:
        return ReportGapsError(
            f"模板写法不对，没有生成文件：{first}{more}",
            hint="请在 Word 中改正模板后重新上传。",
            preflight=preflight,
        )
    return ReportGapsError(
        f"还缺 {len(gaps)} 处内容，没有生成文件：{first}{more}",
        hint="请补全后再生成；需要先看样子的，可以生成带【待补】的草稿。",
        preflight=preflight,
    )


def _tell_outside(notes: Sequence[Note], places: Sequence[Place]) -> list[str]:
    """Return a note on the figures that stand where Word takes no comments, if there are any."""
    count = sum(bool(note.printed) for note in notes)
    count -= sum(bool(place.note.printed) for place in places)
    told = f"页眉、页脚、脚注和文本框里的 {count} 个数不能加批注，要看来源请在文末附上数据来源表。"
    return [told] if count else []


def _file_name(title: str, *, is_draft: bool) -> str:
    name = _FORBIDDEN.sub("", title)
    return f"{name}{'（草稿）' if is_draft else ''}.docx"
