"""Fill a template: docxtpl does the work, and nothing is left out in silence.

docxtpl by itself prints nothing for a name it does not know, lets a `<` cut a sentence, and drops
what is broken XML. Here a name without a value is a gap, every text is escaped, and what a
template does wrong is told with its place.
"""

import logging
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from io import BytesIO
from typing import Any

from docx import Document
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import TemplateError as JinjaError
from jinja2 import TemplateSyntaxError
from jinja2.exceptions import SecurityError
from lxml import etree
from markupsafe import Markup

from assistant.report.charts import WIDTH_MM, Chart, draw_chart
from assistant.report.context import Function, Scope, make_names
from assistant.report.filters import FILTER_NAMES, TESTS, make_filters
from assistant.report.functions import make_functions
from assistant.report.journal import NOWHERE, Exhausted
from assistant.report.language import Language, check, check_structure, tell_syntax_error
from assistant.report.showing import Printer
from assistant.report.variables import MOST_TAGS, Slip, Tag, Tags

logger = logging.getLogger(__name__)

# Of XML; a report of 200 pages has about 5 million.
MOST_CHARACTERS = 60_000_000


class Broken(Exception):
    """A template cannot be filled; the journal's slips say why."""


@lru_cache(maxsize=64)
def read_tags(template: bytes) -> tuple[Tag, ...]:
    """Return the tags of a template, in its order; lists of templates ask for them again."""
    return Form(template).tags


class Form(DocxTemplate):  # type: ignore[misc]
    """A template of docxtpl that reads its tags through `Tags` and `Language`.

    Args:
        template: A .docx file that `word_files.check_file` let pass.
    """

    def __init__(self, template: bytes) -> None:
        super().__init__(BytesIO(template))
        self._found = Tags()
        self._read: dict[str, tuple[str, dict[int, Tag]]] = {}
        self._lines: dict[int, Tag] = {}
        self.render_init()
        for xml in self._sources():
            self._inspect(xml)
        self.slips: tuple[Slip, ...] = tuple(self._check())
        """What is wrong with the template itself."""

    @property
    def tags(self) -> tuple[Tag, ...]:
        """The tags of every part, in order."""
        return tuple(self._found.found)

    def fill(self, scope: Scope, *, draws: bool = True) -> None:
        """Print everything; the journal of the scope tells what was printed and what is missing.

        Args:
            scope: What the names of the template stand for.
            draws: Whether charts are drawn; they cost most of the time.

        Raises:
            Broken: the template is wrong; the journal's slips say how.
            CancelledError: as the journal's `progress` said.
        """
        self._scope, self._draws = scope, draws
        journal = scope.journal
        journal.slips += self.slips
        if self.slips:
            raise Broken
        journal.total = max(1, len(self.tags))
        self._language = Language(
            resolve=make_names(scope, make_functions(scope)),
            show=Printer(scope, self._draw).show,
            step=lambda line: journal.step(self._tag_at(line)),
            filters=make_filters(scope),
            tests=TESTS,
            functions=Function,
        )
        try:
            self.render({}, self._language)
        except Exhausted as error:
            self._slip(journal.tag, f"{error}，已停止", error)
        except TemplateSyntaxError as error:
            self._slip(self._tag_at(error.lineno), tell_syntax_error(error), error)
        except SecurityError as error:
            self._slip(journal.tag, error.message or "", error)
        except etree.XMLSyntaxError as error:
            message = "条件或循环的开头和结尾不在同一层，例如一个在表格里、一个在表格外"
            self._slip(NOWHERE, message, error)
        except (JinjaError, TypeError, ValueError, ArithmeticError, LookupError) as error:
            said = str(error)
            self._slip(journal.tag, "这里的写法算不出结果" if said.isascii() else said, error)

    def reopen(self) -> Any:
        """Return what was filled as a document of python-docx, with marks where it printed."""
        file = BytesIO()
        self.save(file)
        return Document(file)

    def _slip(self, tag: Tag, message: str, error: Exception) -> None:
        logger.info("a template fails at %s: %r", tag.place, error)
        text = tag.source if tag.body else ""
        self._scope.journal.slips.append(Slip(text=text, place=tag.place, message=message))
        raise Broken from error

    # --- What docxtpl asks ------------------------------------------------------------------

    def patch_xml(self, src_xml: str) -> str:
        """Return XML that Jinja reads, each tag on a line of its own."""
        patched, self._lines = self._inspect(src_xml)
        return patched

    def render_xml_part(
        self, src_xml: str, part: Any, context: dict[str, Any], jinja_env: Any = None
    ) -> str:
        """Return the XML of a part with everything printed."""
        self.current_rendering_part = part
        pieces: list[str] = []
        size = 0
        for piece in self._language.translate(src_xml).generate(context):
            pieces.append(piece)
            size += len(piece)
            if size > MOST_CHARACTERS:
                raise Exhausted("填好的报告太大")
        return str(self.resolve_listing("".join(pieces)))

    def fix_tables(self, xml: str) -> Any:
        """Return the tree of the body; XML that is broken is not mended in silence."""
        etree.fromstring(xml, etree.XMLParser(huge_tree=True, resolve_entities=False))
        try:
            return super().fix_tables(xml)
        except AttributeError as error:
            raise SecurityError("有一个表格没有列的定义，请在 Word 中重新插入这个表格") from error

    def render_properties(self, context: dict[str, Any], jinja_env: Any = None) -> None:
        """Leave the properties, which are those of the template; see `finishing`."""

    # --- Tags -------------------------------------------------------------------------------

    def _sources(self) -> Iterator[str]:
        """Yield the XML of every part in which docxtpl reads tags."""
        yield self.get_xml()
        for uri in (self.HEADER_URI, self.FOOTER_URI):
            for _, part in self.get_headers_footers(uri):
                yield self.get_part_xml(part)
        for part in self.docx.part.package.iter_parts():
            if part.content_type.endswith(".footnotes+xml"):
                yield part.blob.decode("utf-8")

    def _inspect(self, xml: str) -> tuple[str, dict[int, Tag]]:
        if xml not in self._read:
            taken = self._found.take(xml)
            # Brackets that are not closed make docxtpl look for their end without end.
            patched = taken if self._found.slips else super().patch_xml(taken)
            self._read[xml] = self._found.put_back(patched)
        return self._read[xml]

    def _check(self) -> Iterator[Slip]:
        yield from self._found.slips
        for part in self.docx.part.package.iter_parts():
            if part.content_type.endswith(".endnotes+xml") and b"{{" in part.blob:
                message = "尾注里不能填数，请改用脚注或写在正文里"
                yield Slip(text="", place="尾注", message=message)
        if len(self.tags) > MOST_TAGS:
            message = f"模板里有 {len(self.tags):,} 个标签，最多 {MOST_TAGS:,} 个"
            yield Slip(text="", place=NOWHERE.place, message=message)
            return
        # Most tags of a long template stand there many times.
        told: dict[tuple[bool, str], str] = {}
        for tag in self.tags:
            written = (tag.is_output, tag.body)
            if written not in told:
                told[written] = check(tag, filters=FILTER_NAMES, tests=TESTS)
            if told[written]:
                yield Slip(text=tag.source, place=tag.place, message=told[written])
        if self._found.slips or any(told.values()):
            return
        for source, lines in self._read.values():
            if error := check_structure(source):
                self._lines = lines
                tag = self._tag_at(error.lineno)
                yield Slip(text=tag.source, place=tag.place, message=tell_syntax_error(error))

    def _tag_at(self, line: int) -> Tag:
        """Return the tag of a line, or the last one before it."""
        if line in self._lines:
            return self._lines[line]
        before = [each for each in self._lines if each < line]
        return self._lines[max(before)] if before else NOWHERE

    # --- Charts -----------------------------------------------------------------------------

    def _draw(self, chart: Chart) -> Markup:
        if not self._draws:
            return Markup("")
        if not hasattr(self.current_rendering_part, "new_pic_inline"):
            raise SecurityError("脚注里不能放图")
        picture = InlineImage(self, BytesIO(draw_chart(chart)), width=Mm(WIDTH_MM))
        words = escape(chart.describe(), quote=True)
        # The words for those who do not see it, on the frame and on the picture.
        markup = str(picture)
        for element in ("<wp:docPr ", "<pic:cNvPr "):
            markup = markup.replace(element, f'{element}descr="{words}" ', 1)
        return Markup(markup)
