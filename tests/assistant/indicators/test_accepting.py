from decimal import Decimal
from pathlib import Path

import pytest

from assistant.application import Assistant
from assistant.errors import WrongUseError
from assistant.indicators.desk import Indicators
from assistant.indicators.ledger import Counts
from assistant.indicators.schema import Figure, Proposal, TypedSource
from assistant.schema import Citation
from ingest.errors import NotFoundError
from ingest.schema import Outcome
from tests.assistant.indicators.county import COUNTY, figure, period

FILE = "红柳乡总结.txt"
TEXT = (
    "红柳乡2023年工作总结\n一、群众收入\n2023年红柳乡脱贫人口人均纯收入11200元，共有脱贫户612户。\n"
)


def proposal(
    name: str, value: str, unit: str, *, when: str = "2024年", **fields: object
) -> Proposal:
    evidence = f"{name}{value}{unit}"
    made = {"evidence": evidence, "start": 0, "end": len(evidence), "area": COUNTY}
    return Proposal.model_validate(
        made | {"name": name, "value": value, "unit": unit, "period": when, **fields}
    )


def kept(indicators: Indicators) -> Figure:
    (entry,) = indicators.find().items
    return entry.figure


@pytest.mark.parametrize(
    ("said", "unit", "name"),
    [
        pytest.param("脱贫群众人均纯收入", "元", "脱贫人口人均纯收入", id="alias"),
        pytest.param("监测对象", "人", "监测对象人数", id="named_by_its_unit"),
        pytest.param("衔接资金到位资金", "亿元", "衔接资金到位资金", id="larger_unit"),
        pytest.param("衔接资金到位资金", "个", "衔接资金到位资金", id="another_unit"),
        pytest.param("花卉基地面积", "亩", "花卉基地面积", id="unknown"),
    ],
)
def test_an_accepted_figure_goes_by_the_catalogue(
    indicators: Indicators, said: str, unit: str, name: str
) -> None:
    accepted = proposal(said, "3", unit, qualifier="余")
    assert indicators.accept([accepted], file="总结.docx", by="zhang") == Counts(new=1)
    found = kept(indicators)
    assert (found.name, found.value, found.unit, found.qualifier) == (name, 3, unit, "余")
    assert (found.area, found.period) == (COUNTY, period("2024年"))
    assert found.source == TypedSource(by="zhang", note=f"总结.docx：{said}3{unit}")


def test_a_figure_in_another_unit_is_not_the_catalogues(indicators: Indicators) -> None:
    indicators.accept([proposal("衔接资金到位资金", "3", "个")])
    assert kept(indicators).code == ""


@pytest.mark.parametrize(
    ("said", "area"),
    [
        pytest.param("白桦县石河镇", "石河镇", id="a_known_township"),
        pytest.param("红松县石河镇", "红松县石河镇", id="one_of_the_same_name"),
        pytest.param("石河镇", "石河镇", id="short"),
    ],
)
def test_a_township_is_known_with_its_county_before_it(
    indicators: Indicators, said: str, area: str
) -> None:
    indicators.put([figure("常住人口", 3), figure("常住人口", 1, area="石河镇", when="2023年")])
    indicators.accept([proposal(f"{said}脱贫户", "1", "户", area=said)])
    (entry,) = indicators.find(indicator="脱贫户数").items
    assert entry.figure.area == area


def test_a_figure_without_a_period_stays_undated(indicators: Indicators) -> None:
    indicators.accept([proposal("脱贫人口户数", "612", "户", when="")])
    assert kept(indicators).period is None


def test_a_period_that_cannot_be_read_is_named_and_nothing_is_kept(indicators: Indicators) -> None:
    good, bad = (proposal("脱贫户", "1", "户", when=when) for when in ("2024年", "调研期间"))
    with pytest.raises(WrongUseError, match="白桦县脱贫户“调研期间”"):
        indicators.accept([good, bad])
    assert indicators.find().total == 0


def test_figures_that_contradict_each_other_are_left_to_the_person(indicators: Indicators) -> None:
    with pytest.raises(WrongUseError, match="两个不同的数值"):
        indicators.accept([proposal("脱贫户", "1", "户"), proposal("脱贫户数", "2", "户")])


def test_nobody_accepts_into_a_library_they_do_not_see(assistant: Assistant) -> None:
    reader = assistant.limited_to({"默认"}).indicators
    with pytest.raises(NotFoundError):
        reader.accept([proposal("脱贫户", "1", "户")], library="内部")


def test_a_figure_of_a_document_of_the_library_cites_its_words(
    assistant: Assistant, tmp_path: Path
) -> None:
    path = tmp_path / FILE
    path.write_text(TEXT, encoding="utf-8")
    (event,) = assistant.ingest([path])
    assert event.outcome is Outcome.READY
    indicators = assistant.indicators
    (found,) = (one for one in indicators.extract(path) if one.value == Decimal(11200))
    assert found.code == "relieved.income"
    indicators.accept([found], file=FILE)
    source = kept(indicators).source
    assert isinstance(source, Citation)
    assert source.document == FILE
    text = assistant.revision_text(source.revision_id)
    assert text[source.start : source.end] == source.text == found.evidence


def test_words_that_the_document_does_not_have_are_not_cited(
    assistant: Assistant, tmp_path: Path
) -> None:
    path = tmp_path / FILE
    path.write_text(TEXT, encoding="utf-8")
    list(assistant.ingest([path]))
    assistant.indicators.accept([proposal("脱贫户", "700", "户")], file=FILE)
    assert isinstance(kept(assistant.indicators).source, TypedSource)
