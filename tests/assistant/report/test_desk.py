from pathlib import Path

import pytest

from assistant.application import Assistant
from assistant.errors import ReportGapsError, TemplateError, WrongUseError
from assistant.report.desk import Reports
from assistant.report.schema import ItemState
from ingest.errors import NotFoundError
from ingest.schema import DEFAULT_LIBRARY
from tests.assistant.report.conftest import ask
from tests.assistant.report.papers import comments, lines, opened, template


def test_a_template_is_taken_from_a_file_too(reports: Reports, tmp_path: Path) -> None:
    file = tmp_path / "乡镇月报.docx"
    file.write_bytes(template("正文"))
    assert reports.add_template(file, file.name, by="li").uploaded_by == "li"
    assert reports.template_file("乡镇月报") == file.read_bytes()


def test_a_report_without_a_template_is_refused(reports: Reports) -> None:
    with pytest.raises(NotFoundError, match="没有叫“样表”的模板"):
        reports.render(ask())


def test_what_is_no_period_is_refused(reports: Reports) -> None:
    with pytest.raises(WrongUseError, match="看不懂时期“去年吧”"):
        reports.preflight(ask(period="去年吧"))


def test_a_layout_that_is_none_is_refused_before_anything_is_done(reports: Reports) -> None:
    with pytest.raises(WrongUseError, match="版式"):
        reports.render(ask(profile="Z"))


def test_a_layout_sets_the_page(reports: Reports) -> None:
    reports.add_template(template("正文"), "样表")
    section = opened(reports.render(ask(profile="A")).content).sections[0]
    assert (round(section.top_margin.mm), round(section.bottom_margin.mm)) == (37, 35)


def test_the_ledger_of_a_library_that_the_reader_may_not_see_stays_closed(
    county_assistant: Assistant, tmp_path: Path
) -> None:
    stranger = county_assistant.limited_to({"别的库"}).reports
    kept = stranger.add_template(template("{{ 脱贫人口.户数 }}"), "偷看")
    try:
        with pytest.raises(NotFoundError, match="没有名为"):
            stranger.render(ask(template=kept.id, library=DEFAULT_LIBRARY))
        for library in ("别的库", None):
            with pytest.raises(ReportGapsError) as caught:
                stranger.render(ask(template=kept.id, library=library))
            assert caught.value.preflight.items[0].state is ItemState.MISSING
    finally:
        stranger.remove_template(kept.id)


def test_an_edited_report_loses_its_comments(reports: Reports) -> None:
    reports.add_template(template("共{{ 脱贫人口.户数 }}。"), "样表")
    stripped = reports.strip_comments(reports.render(ask()).content)
    assert comments(stripped) == []
    assert lines(stripped) == ["共993户。"]


def test_only_word_files_lose_their_comments(reports: Reports) -> None:
    with pytest.raises(TemplateError, match="不是能打开的 Word 文件"):
        reports.strip_comments(b"no document")


def test_asking_for_templates_opens_no_model(reports: Reports) -> None:
    def refuse() -> None:
        raise AssertionError("prose was opened")

    reports._prose = refuse  # type: ignore[assignment]
    reports.add_template(template("{{ 脱贫人口.户数 }}"), "样表")
    assert reports.render(ask()).figures
    assert reports.templates()
