from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.application import Assistant
from assistant.report.desk import Reports
from assistant.report.preview import Previewer
from assistant.report.schema import Piece, Preflight, Prose, Rendered, RenderRequest
from assistant.report.templates import Templates
from assistant.settings import Settings
from tests.assistant.indicators.county import COUNTY, TOWNSHIPS, figure

# Of each township and year: households, income in 元, funds planned and spent in 万元.
HOUSEHOLDS = {"2022年": (400, 310, 290), "2023年": (398, 309, 290), "2024年": (396, 308, 289)}
INCOME = {
    "2022年": (13000, 12500, 14100),
    "2023年": (14500, 13900, 15600),
    "2024年": (16120, 15480, 17010),
}
FUNDS = {
    "2022年": ("1800.25", "0", "950"),
    "2023年": ("2000.5", "1200", "1000"),
    "2024年": ("2150.335", "1350.335", "1100.33"),
}
COUNTY_INCOME = {"2022年": "13168.5", "2023年": "14631.25", "2024年": "16250.75"}


class NoProse:
    """Writes what it was told to, and nothing by itself."""

    def __init__(self) -> None:
        self.written: dict[str, Prose] = {}

    def background(self, topic: str, **_: Any) -> Prose:
        return self.written.get(topic, Prose(paragraphs=()))

    def paragraphs(self, group: str, **_: Any) -> Prose:
        return self.written.get(group, Prose(paragraphs=()))

    def by_rule(self) -> "NoProse":
        return self


@pytest.fixture(scope="session")
def county_assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant with three years of a county of three townships; tests leave it as it is."""
    settings = Settings(home=tmp_path_factory.mktemp("county"), _env_file=None)
    assistant = Assistant.from_settings(settings)
    figures = []
    for when, incomes in INCOME.items():
        figures.append(figure("脱贫人口人均纯收入", COUNTY_INCOME[when], when=when))
        for number, town in enumerate(TOWNSHIPS):
            figures += [
                figure("脱贫人口人均纯收入", incomes[number], area=town, when=when),
                figure("脱贫人口户数", HOUSEHOLDS[when][number], area=town, when=when),
                figure("衔接资金计划资金", FUNDS[when][number], area=town, when=when),
            ]
        figures.append(figure("脱贫人口户数", sum(HOUSEHOLDS[when]), when=when))
        total = sum(float(each) for each in FUNDS[when])
        figures.append(figure("衔接资金计划资金", f"{total:.3f}", when=when))
    assistant.indicators.put(figures)
    yield assistant
    assistant.close()


@pytest.fixture
def prose() -> NoProse:
    return NoProse()


@pytest.fixture
def reports(county_assistant: Assistant, tmp_path: Path, prose: NoProse) -> Reports:
    """The desk over the county, with no template yet."""
    templates = Templates(tmp_path / "templates", shipped=tmp_path / "none")
    previewer = Previewer(county_assistant.limits)
    return Reports(templates, county_assistant.indicators, lambda: prose, previewer)


def ask(**changes: Any) -> RenderRequest:
    return RenderRequest.model_validate(
        {"template": "样表", "area": COUNTY, "period": "2024年", **changes}
    )


@pytest.fixture
def render(reports: Reports) -> Callable[..., Rendered]:
    """Renders a template that was just made."""

    def render(content: bytes, **changes: Any) -> Rendered:
        reports.add_template(content, "样表.docx")
        return reports.render(ask(**changes))

    return render


@pytest.fixture
def check(reports: Reports) -> Callable[..., Preflight]:
    """Checks a template that was just made."""

    def check(content: bytes, **changes: Any) -> Preflight:
        reports.add_template(content, "样表.docx")
        return reports.preflight(ask(**changes))

    return check


def words(text: str) -> Prose:
    return Prose(paragraphs=((Piece(text=text),),))
