from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from assistant.report import charts
from assistant.report.charts import KINDS, Chart, draw_chart, find_font
from assistant.report.context import Value
from assistant.report.desk import Reports
from assistant.report.rendering import Form
from assistant.report.schema import Rendered
from tests.assistant.indicators.county import figure
from tests.assistant.report.conftest import ask
from tests.assistant.report.papers import opened, template


@pytest.fixture
def value(reports: Reports) -> Value:
    """A value of a report, to make others of."""
    reports.add_template(template("正文"), "样表")
    scope = reports._fill(ask(), lambda _: None, draws=False).scope
    return Value(scope, "户数", figure("脱贫人口户数", 1))


def chart(value: Value, kind: str, *numbers: str) -> Chart:
    values = [replace(value, outcome=figure("脱贫人口户数", each)) for each in numbers]
    labels = tuple(f"第{number}个乡镇" for number in range(len(values)))
    return Chart(title="脱贫户数", kind=kind, labels=labels, values=tuple(values))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("numbers", [("1",), ("5", "-3", "0"), ("7",) * 16])
def test_a_chart_is_drawn_with_every_sign_of_its_words(
    value: Value, kind: str, numbers: tuple[str, ...]
) -> None:
    """A sign that the typeface lacks would be a warning, and so an error here."""
    picture = Image.open(BytesIO(draw_chart(chart(value, kind, *numbers))))
    assert picture.format == "PNG"
    assert picture.width > picture.height > 500
    assert len(picture.convert("L").getcolors() or []) > 2, "the sheet is blank"


def test_higher_values_have_higher_bars(value: Value) -> None:
    picture = Image.open(BytesIO(draw_chart(chart(value, "柱状图", "1", "9")))).convert("RGB")
    left, right = (
        sum(
            1
            for x in range(start, start + picture.width // 2, 7)
            for y in range(0, picture.height, 7)
            if picture.getpixel((x, y)) == (192, 0, 0)
        )
        for start in (0, picture.width // 2)
    )
    assert right > 5 * left > 0


def test_a_chart_in_words_has_every_value(value: Value) -> None:
    told = chart(value, "折线图", "5", "6").describe()
    assert told == "折线图：脱贫户数。第0个乡镇5户，第1个乡镇6户。"


def test_a_typeface_with_chinese_signs_is_found() -> None:
    file = find_font()
    assert file is not None
    assert file.is_file()


def test_without_a_typeface_nothing_is_drawn(value: Value, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "find_font", lambda: None)
    with pytest.raises(LookupError):
        draw_chart(chart(value, "柱状图", "1"))


def test_words_of_a_chart_are_escaped(
    render: Callable[..., Rendered], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Chart, "describe", lambda _: '收入<5 & "高"')
    made = opened(render(template('{{ 图("脱贫人口.户数") }}')).content)
    assert made.inline_shapes[0]._inline.docPr.get("descr") == '收入<5 & "高"'


def test_checking_a_template_draws_nothing(
    reports: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Chart) -> bytes:
        raise AssertionError("a chart was drawn")

    monkeypatch.setattr("assistant.report.rendering.draw_chart", refuse)
    reports.add_template(template('{{ 图("脱贫人口.户数") }}'), "样表")
    assert reports.preflight(ask()).is_ready
    assert Form(reports.template_file("样表")).slips == ()
