"""The part that takes the times of filling a Word template."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter

from docx import Document
from docxtpl import DocxTemplate

from assistant.application import Assistant
from assistant.evaluation.benching.tables import make_table
from assistant.evaluation.benching.workplace import Workplace
from assistant.indicators.periods import make_period
from assistant.indicators.rounding import print_figure
from assistant.indicators.schema import CellSource, Figure, Indicator
from assistant.report.desk import Reports
from assistant.report.schema import RenderRequest
from assistant.settings import Settings

PAGES, FIGURES = 30, 300
ROUNDS = 5
AREA, YEAR = "白桦县", 2024

# A page of GB/T 9704 has 22 lines of 28 characters.
_PAGE = 22 * 28
_FILLING = (
    "全县坚持把增加群众收入作为根本措施，健全监测和帮扶机制，压实各级责任，强化产业就业带动。"
)


def measure_rendering(workplace: Workplace) -> str:
    """Return how long a report of 30 pages with 300 figures takes, against plain docxtpl.

    docxtpl fills the same file with texts that are ready. Ours looks every figure up, refuses
    gaps, and writes a comment on each.
    """
    workplace.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=workplace.work) as folder:
        assistant = Assistant.from_settings(Settings(home=Path(folder), _env_file=None))
        try:
            return _measure(assistant)
        finally:
            assistant.close()


def _measure(assistant: Assistant) -> str:
    indicators = _indicators(assistant)
    figures = [_make_figure(number, one) for number, one in enumerate(indicators)]
    assistant.indicators.put(figures)
    template = write_template(indicators)
    texts: dict[str, dict[str, str]] = {}
    for one, figure in zip(indicators, figures, strict=True):
        texts.setdefault(one.group, {})[one.name] = print_figure(figure)
    reports = assistant.reports
    request = RenderRequest(
        template=reports.add_template(template, "三十页").id, area=AREA, period=f"{YEAR}年"
    )
    silent = request.model_copy(update={"comments": False})
    _prove(reports, request)
    ways: Sequence[tuple[str, Callable[[], object]]] = (
        ("docxtpl，现成的文字", lambda: _fill_plainly(template, texts)),
        ("本项目，预检", lambda: reports.preflight(request)),
        ("本项目，不带批注", lambda: reports.render(silent)),
        ("本项目，每个数带批注", lambda: reports.render(request)),
    )
    times = [_take_time(way) for _, way in ways]
    rows = [
        [name, f"{seconds:.2f}", f"{seconds / times[0]:.1f}"]
        for (name, _), seconds in zip(ways, times, strict=True)
    ]
    note = (
        f"{PAGES} 页、{FIGURES} 个数的模板，填 {len(indicators)} 个指标；{ROUNDS} 次的中位数。"
        "本项目的时间包括查台账、检查缺漏和写批注。"
    )
    return f"{make_table(['做什么', '秒', 'docxtpl 的倍数'], rows)}\n\n{note}"


def write_template(indicators: Sequence[Indicator]) -> bytes:
    """Return a template of `PAGES` pages that prints `FIGURES` figures."""
    document = Document()
    each = FIGURES // PAGES
    wanted = islice(cycle(indicators), FIGURES)
    filling = (_FILLING * (_PAGE // len(_FILLING) + 1))[: _PAGE // each]
    for page in range(PAGES):
        document.add_heading(f"第{page + 1}部分", 1)
        for _ in range(each):
            one = next(wanted)
            document.add_paragraph(f"{filling}{one.name}{{{{ {one.group}.{one.name} }}}}。")
    return _saved(document)


def _indicators(assistant: Assistant) -> list[Indicator]:
    """Return indicators that both kinds of template can name."""
    entries = assistant.indicators.catalogue.of_year(YEAR).entries
    return [
        one
        for one in entries
        if one.group.isidentifier() and one.name.isidentifier() and not one.formula
    ][:100]


def _make_figure(number: int, indicator: Indicator) -> Figure:
    return Figure(
        value=Decimal(number % 90 + 1),
        unit=indicator.unit,
        name=indicator.full_name,
        code=indicator.code,
        period=make_period(date(YEAR, 1, 1), date(YEAR, 12, 31)),
        area=AREA,
        source=CellSource(file="台账.xlsx", sheet="表1", cell=f"C{number + 5}", text="1"),
    )


def _prove(reports: Reports, request: RenderRequest) -> None:
    """See that what is measured prints every figure, with a comment on each."""
    rendered = reports.render(request)
    found = len(list(Document(BytesIO(rendered.content)).comments))
    if len(rendered.figures) != FIGURES or found != FIGURES:
        raise ValueError(f"{len(rendered.figures)} figures and {found} comments")


def _fill_plainly(template: bytes, texts: Mapping[str, Mapping[str, str]]) -> bytes:
    form = DocxTemplate(BytesIO(template))
    form.render(texts, autoescape=True)
    return _saved(form)


def _saved(document: object) -> bytes:
    file = BytesIO()
    document.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def _take_time(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        started = perf_counter()
        work()
        times.append(perf_counter() - started)
    return median(times)
