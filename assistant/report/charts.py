"""Charts of indicators as pictures, with words for those who do not see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from assistant.indicators.rounding import printed_value
from assistant.report.context import Value

KINDS = ("柱状图", "折线图")
# The width of the text on a page of the standard is 156 mm.
WIDTH_MM, HEIGHT_MM = 150, 84
_MM_PER_INCH = 25.4
_RESOLUTION = 200
_COLOUR = "#c00000"

# Signs that a typeface for a Chinese chart must have.
_PROBE = "汉县镇占"
# Taken first where they are installed: they have no strokes too thin for a small print.
_PREFERRED = (
    "SimHei",
    "Microsoft YaHei",
    "Source Han Sans SC",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "PingFang SC",
    "Heiti SC",
)
FONT_HINT = "请安装一种中文字体（如黑体、思源黑体或文泉驿），再生成图表。"


@dataclass(frozen=True)
class Chart:
    """What a chart shows; every value is there, all in one unit."""

    title: str
    kind: str
    labels: tuple[str, ...]
    values: tuple[Value, ...]

    def texts(self) -> list[str]:
        """Return the values as printed, with their unit."""
        return [value.text() for value in self.values]

    def describe(self) -> str:
        """Return the chart in words."""
        shown = "，".join(
            f"{label}{text}" for label, text in zip(self.labels, self.texts(), strict=True)
        )
        return f"{self.kind}：{self.title}。{shown}。"


def draw_chart(chart: Chart) -> bytes:
    """Return the picture of a chart, PNG.

    Raises:
        LookupError: no typeface with 汉字 is installed.
    """
    from matplotlib.figure import Figure as Sheet
    from matplotlib.font_manager import FontProperties

    file = find_font()
    if file is None:
        raise LookupError("no typeface has 汉字")
    plain, large = FontProperties(fname=file, size=9), FontProperties(fname=file, size=11)
    # Not by pyplot, which keeps every sheet and belongs to one thread.
    sheet = Sheet(
        figsize=(WIDTH_MM / _MM_PER_INCH, HEIGHT_MM / _MM_PER_INCH),
        dpi=_RESOLUTION,
        layout="constrained",
    )
    axes = sheet.add_subplot()
    heights = _heights(chart.values)
    places = range(len(heights))
    if chart.kind == "折线图":
        axes.plot(places, heights, color=_COLOUR, marker="o", linewidth=1.5)
        axes.margins(x=0.1, y=0.2)
    else:
        axes.bar(places, heights, color=_COLOUR, width=min(0.6, 0.15 * len(heights)))
        axes.margins(x=0.1, y=0.15)
    for place, height, value in zip(places, heights, chart.values, strict=True):
        # Labels of bars below zero stand below them.
        axes.annotate(
            value.styled(has_unit=False).text(),
            (place, height),
            xytext=(0, 3 if height >= 0 else -3),
            textcoords="offset points",
            horizontalalignment="center",
            verticalalignment="bottom" if height >= 0 else "top",
            fontproperties=plain,
        )
    is_crowded = len(heights) > 6
    axes.set_xticks(
        list(places),
        chart.labels,
        fontproperties=plain,
        rotation=30 if is_crowded else 0,
        horizontalalignment="right" if is_crowded else "center",
    )
    axes.set_yticks([])
    axes.spines[["left", "right", "top"]].set_visible(False)
    unit = chart.values[0].unit
    axes.set_title(f"{chart.title}（单位：{unit}）" if unit else chart.title, fontproperties=large)
    picture = BytesIO()
    sheet.savefig(picture, format="png", metadata={"Software": None})
    return picture.getvalue()


def _heights(values: Sequence[Value]) -> list[float]:
    heights = []
    for value in values:
        assert value.figure
        heights.append(float(printed_value(value.figure, decimals=value.decimals, unit=value.unit)))
    return heights


@cache
def find_font() -> Path | None:
    """Return the file of an installed typeface that has 汉字; None where there is none."""
    from matplotlib.font_manager import findSystemFonts, get_font

    found: dict[str, Path] = {}
    for name in sorted(findSystemFonts()):
        file = Path(name)
        try:
            font = get_font(file)
            signs = font.get_charmap()
        except (OSError, RuntimeError):
            continue
        if all(ord(sign) in signs for sign in _PROBE):
            if font.style_name == "Regular":
                found[font.family_name] = file
            found.setdefault(font.family_name, file)
    preferred = (found[name] for name in _PREFERRED if name in found)
    return next(preferred, next(iter(found.values()), None))
