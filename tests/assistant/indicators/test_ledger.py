from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from assistant.errors import WrongUseError
from assistant.indicators.areas import AreaLevel, level_of
from assistant.indicators.ledger import Counts, Ledger
from assistant.indicators.schema import CellSource, Entry, EntryState, Figure, TypedSource
from assistant.progress import CancelledError, Progress
from assistant.schema import Citation
from ingest.errors import NotFoundError
from tests.assistant.indicators.county import COUNTY, TOWNSHIPS, figure, period

INCOME = "relieved.income"


def put(ledger: Ledger, *figures: Figure, library: str = "默认", by: str = "zhang") -> Counts:
    return ledger.put(figures, library=library, by=by)


def values(entries: Iterable[Entry]) -> list[Decimal]:
    return [entry.figure.value for entry in entries]


def income(ledger: Ledger, when: str = "2024年", *, libraries: set[str] | None = None) -> Entry:
    found = ledger.get(INCOME, COUNTY, period(when), libraries=libraries)
    assert found
    return found


# --- Keeping ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(CellSource(file="甲.xlsx", sheet="收入", cell="D6", text="15796"), id="cell"),
        pytest.param(TypedSource(by="li", note="电话核实"), id="typed"),
        pytest.param(
            Citation(
                marker=1,
                document="总结.docx",
                document_id="d1",
                revision_id="r1",
                chunk_id="c1",
                title="年度总结",
                text="增长11.2%",
                start=3,
                end=9,
                section=("一、基本情况",),
            ),
            id="citation",
        ),
        pytest.param(None, id="none"),
    ],
)
def test_a_figure_comes_back_as_it_was(ledger: Ledger, source: object) -> None:
    kept = figure(
        "脱贫人口人均纯收入",
        "15796.0500",
        source=source,
        qualifier="约",
        scope="不含易地搬迁户",
        formula="甲 ÷ 乙",
        decimals=2,
    )
    put(ledger, kept)
    (entry,) = ledger.find(libraries=None).items
    assert entry.figure == kept
    assert str(entry.figure.value) == "15796.0500"
    assert (entry.library, entry.state, entry.entered_by) == ("默认", EntryState.CURRENT, "zhang")


@pytest.mark.parametrize(
    "value", ["0", "-12.5", "1E+3", "0.000000000000000000001", "12345678901234567890.12345678"]
)
def test_no_value_is_rounded(ledger: Ledger, value: str) -> None:
    put(ledger, figure("脱贫人口人均纯收入", value))
    assert income(ledger).figure.value == Decimal(value)


def test_figures_put_again_change_nothing(ledger: Ledger) -> None:
    figures = [figure("脱贫人口人均纯收入", 15796), figure("脱贫人口户数", 8416)]
    assert put(ledger, *figures) == Counts(new=2)
    before = ledger.find(libraries=None)
    assert put(ledger, *figures, by="wang") == Counts(unchanged=2)
    assert ledger.find(libraries=None) == before


def test_another_value_replaces_the_one_there_is_and_tells_who_and_when(ledger: Ledger) -> None:
    put(ledger, figure("脱贫人口人均纯收入", 15796), by="zhang")
    assert put(ledger, figure("脱贫人口人均纯收入", 15797), by="wang") == Counts(changed=1)
    now, before = ledger.history(income(ledger).id, libraries=None)
    assert values([now, before]) == [15797, 15796]
    assert (now.state, before.state) == (EntryState.CURRENT, EntryState.REPLACED)
    assert (now.entered_by, before.entered_by, before.closed_by) == ("wang", "zhang", "wang")
    assert before.entered_at < before.closed_at == now.entered_at
    assert ledger.find(libraries=None).total == 1


def test_the_same_value_from_another_cell_tells_its_new_place(ledger: Ledger) -> None:
    old, new = (CellSource(file="甲.xlsx", cell=cell, text="1") for cell in ("C5", "C6"))
    put(ledger, figure("脱贫人口户数", 1, source=old))
    assert put(ledger, figure("脱贫人口户数", 1, source=new)) == Counts(moved=1)
    (entry,) = ledger.find(libraries=None).items
    assert entry.figure.source == new


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"area": "红柳乡"}, id="area"),
        pytest.param({"when": "2023年"}, id="year"),
        pytest.param({"when": "截至2024年12月31日"}, id="day_and_year"),
        pytest.param({"scope": "不含易地搬迁户"}, id="scope"),
    ],
)
def test_values_of_different_things_stand_beside_each_other(
    ledger: Ledger, other: dict[str, str]
) -> None:
    first, second = figure("脱贫人口人数", 1), figure("脱贫人口人数", 2, **other)
    assert put(ledger, first, second) == Counts(new=2)


def test_a_period_written_another_way_is_the_same_one(ledger: Ledger) -> None:
    put(ledger, figure("衔接资金支出金额", 1986, when="2025年1—3月"))
    assert put(ledger, figure("衔接资金支出金额", 1986, when="2025年第一季度")) == Counts(
        unchanged=1
    )


def test_an_indicator_beyond_the_catalogue_goes_by_its_name(ledger: Ledger) -> None:
    put(ledger, figure("花卉基地面积", 42, unit="亩"))
    found = ledger.get("花卉基地面积", COUNTY, period("2024年"), libraries=None)
    assert found
    assert (found.figure.code, found.figure.unit) == ("", "亩")


def test_a_figure_twice_in_one_go_is_kept_once(ledger: Ledger) -> None:
    assert put(ledger, figure("脱贫人口户数", 8416), figure("脱贫人口户数", "8416.0")).new == 1


def test_figures_that_contradict_each_other_are_refused_and_none_is_kept(ledger: Ledger) -> None:
    with pytest.raises(WrongUseError, match="白桦县2024脱贫人口户数：8416户与8417户") as raised:
        put(
            ledger,
            figure("脱贫人口人数", 30939),
            figure("脱贫人口户数", 8416),
            figure("脱贫人口户数", 8417),
        )
    assert "口径" in raised.value.hint
    assert ledger.find(libraries=None).total == 0


def test_a_figure_without_a_name_is_refused(ledger: Ledger) -> None:
    with pytest.raises(WrongUseError, match="没有指标名称"):
        put(ledger, figure(" ", 1))


def test_a_text_that_is_too_long_is_refused(ledger: Ledger) -> None:
    with pytest.raises(WrongUseError, match="口径“不含") as raised:
        put(ledger, figure("脱贫人口户数", 1, scope="不含易地搬迁户；" * 100))
    assert raised.value.hint == "请缩短到 500 字以内。"


def test_work_that_is_cancelled_leaves_nothing_behind(ledger: Ledger) -> None:
    told: list[Progress] = []

    def stop(progress: Progress) -> None:
        told.append(progress)
        if progress.done >= 1000:
            raise CancelledError("已取消。")

    many = [figure("脱贫人口户数", 1, area=f"{number}村") for number in range(2500)]
    with pytest.raises(CancelledError):
        ledger.put(many, library="默认", progress=stop)
    assert [progress.done for progress in told] == [0, 1000]
    assert told[0].total == 2500
    assert ledger.find(libraries=None).total == 0
    assert ledger.areas(libraries=None) == []


def test_many_values_are_kept_and_told_as_progress(ledger: Ledger) -> None:
    told: list[Progress] = []
    many = [figure("脱贫人口户数", number, area=f"{number}村") for number in range(2500)]
    assert ledger.put(many, library="默认", progress=told.append) == Counts(new=2500)
    assert told[-1].done == told[-1].total
    again = [figure("脱贫人口户数", number + 1, area=f"{number}村") for number in range(2500)]
    assert ledger.put(again, library="默认") == Counts(changed=2500)
    assert ledger.find(libraries=None).total == 2500


def test_writers_at_the_same_time_leave_one_value_and_the_whole_history(ledger: Ledger) -> None:
    def write(value: int) -> Counts:
        return put(ledger, figure("脱贫人口户数", value), by=f"writer{value}")

    with ThreadPoolExecutor(8) as pool:
        counted = list(pool.map(write, range(24)))
    assert sum(each.new for each in counted) == 1
    assert sum(each.changed for each in counted) == 23
    (current,) = ledger.find(libraries=None).items
    history = ledger.history(current.id, libraries=None)
    assert sorted(values(history)) == list(range(24))
    assert [entry.state for entry in history].count(EntryState.CURRENT) == 1


# --- Withdrawing --------------------------------------------------------------------------


def test_a_withdrawn_value_counts_no_longer_and_stays_in_the_history(ledger: Ledger) -> None:
    put(ledger, figure("脱贫人口人均纯收入", 15796))
    withdrawn = ledger.withdraw(income(ledger).id, by="li", libraries=None)
    assert (withdrawn.state, withdrawn.closed_by) == (EntryState.WITHDRAWN, "li")
    assert ledger.get(INCOME, COUNTY, period("2024年"), libraries=None) is None
    assert ledger.find(libraries=None).total == 0
    assert ledger.find(libraries=None, state=EntryState.WITHDRAWN).items == (withdrawn,)
    assert put(ledger, figure("脱贫人口人均纯收入", 15796)) == Counts(new=1)
    assert len(ledger.history(withdrawn.id, libraries=None)) == 2


def test_a_value_is_withdrawn_once(ledger: Ledger) -> None:
    put(ledger, figure("脱贫人口户数", 8416))
    (entry,) = ledger.find(libraries=None).items
    ledger.withdraw(entry.id, libraries=None)
    with pytest.raises(WrongUseError, match="已被替换或撤回"):
        ledger.withdraw(entry.id, libraries=None)


def test_what_does_not_exist_cannot_be_read_or_withdrawn(ledger: Ledger) -> None:
    for look in (ledger.entry, ledger.history, ledger.withdraw):
        with pytest.raises(NotFoundError, match="没有编号为“nothing”"):
            look("nothing", libraries=None)


# --- Whose values -------------------------------------------------------------------------


def test_a_reader_sees_the_values_of_their_libraries_only(ledger: Ledger) -> None:
    put(ledger, figure("脱贫人口人均纯收入", 15796), library="默认")
    put(ledger, figure("脱贫人口户数", 999, area="内部乡", when="2023年"), library="内部")
    hidden = ledger.find(libraries={"内部"}).items[0]
    seen = {"默认"}
    assert values(ledger.find(libraries=seen).items) == [15796]
    assert ledger.find(libraries=seen, query="内部").total == 0
    assert ledger.get("relieved.households", "内部乡", period("2023年"), libraries=seen) is None
    assert [area.name for area in ledger.areas(libraries=seen)] == [COUNTY]
    assert ledger.periods(libraries=seen) == [period("2024年")]
    assert ledger.indicators(libraries=seen) == {INCOME: {2024}}
    for look in (ledger.entry, ledger.history, ledger.withdraw):
        with pytest.raises(NotFoundError):
            look(hidden.id, libraries=seen)
    assert ledger.entry(hidden.id, libraries=None).state is EntryState.CURRENT
    assert ledger.find(libraries=set()).total == 0


def test_libraries_keep_values_of_the_same_thing_apart(ledger: Ledger) -> None:
    put(ledger, figure("脱贫人口人均纯收入", 15796), library="默认")
    assert put(ledger, figure("脱贫人口人均纯收入", 15700), library="统计局") == Counts(new=1)
    assert income(ledger, libraries={"统计局"}).figure.value == 15700
    assert len(ledger.history(income(ledger, libraries={"默认"}).id, libraries=None)) == 1


# --- Finding ------------------------------------------------------------------------------


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    put(
        ledger,
        *(
            figure("脱贫人口户数", 100 * year + number, area=area, when=f"{year}年")
            for year in (2023, 2024)
            for number, area in enumerate((COUNTY, *TOWNSHIPS))
        ),
        figure("衔接资金支出金额", 1986, when="2025年1—3月"),
        figure("监测对象户数", 508, when="截至2025年3月31日"),
        figure("贫困发生率", "0.39", when="", scope="综合口径"),
    )
    return ledger


@pytest.mark.parametrize(
    ("wanted", "total"),
    [
        pytest.param({}, 11, id="everything"),
        pytest.param({"indicators": ["relieved.households"]}, 8, id="indicator"),
        pytest.param({"indicators": []}, 0, id="no_indicator"),
        pytest.param({"areas": [" 红柳乡 "]}, 2, id="area"),
        pytest.param({"year": 2025}, 2, id="year"),
        pytest.param({"period": period("2025年一季度")}, 1, id="period"),
        pytest.param({"query": "脱贫 红柳"}, 2, id="words"),
        pytest.param({"query": "综合口径"}, 1, id="scope"),
        pytest.param({"query": "100%"}, 0, id="a_mark_of_the_database"),
        pytest.param({"state": EntryState.REPLACED}, 0, id="state"),
    ],
)
def test_values_are_found_by(filled: Ledger, wanted: dict, total: int) -> None:
    page = filled.find(libraries=None, **wanted)
    assert page.total == total == len(page.items)


def test_a_page_tells_how_many_there_are(filled: Ledger) -> None:
    pages = [filled.find(libraries=None, limit=4, offset=offset) for offset in (0, 4, 8)]
    assert [page.total for page in pages] == [11, 11, 11]
    assert [entry for page in pages for entry in page.items] == list(
        filled.find(libraries=None).items
    )


def test_areas_keep_the_order_in_which_they_came(filled: Ledger) -> None:
    page = filled.find(libraries=None, indicators=["relieved.households"], year=2024)
    assert [entry.figure.area for entry in page.items] == [COUNTY, *TOWNSHIPS]
    areas = filled.areas(libraries=None)
    assert [area.name for area in areas] == [COUNTY, *TOWNSHIPS]
    assert [area.parent for area in areas] == ["", COUNTY, COUNTY, COUNTY]


def test_somebody_can_say_which_areas_belong_together(filled: Ledger) -> None:
    filled.set_parent("默认", "北片", ["石河镇", "红柳乡"])
    areas = {area.name: area.parent for area in filled.areas(libraries=None)}
    assert areas["石河镇"] == areas["红柳乡"] == "北片"
    assert areas["清泉镇"] == COUNTY


def test_townships_stay_with_the_county_they_came_with(filled: Ledger) -> None:
    put(filled, figure("脱贫人口户数", 1, area="红松县"), figure("脱贫人口户数", 1, area="北河乡"))
    parents = {area.name: area.parent for area in filled.areas(libraries=None)}
    assert parents["北河乡"] == "红松县"
    assert {parents[name] for name in TOWNSHIPS} == {COUNTY}


def test_townships_that_came_before_their_county_belong_to_it(ledger: Ledger) -> None:
    put(ledger, figure("脱贫人口户数", 1, area="红柳乡"))
    put(ledger, figure("脱贫人口户数", 1), figure("脱贫人口户数", 1, area="红柳乡"))
    put(ledger, figure("脱贫人口户数", 1, area="红松县"))
    parents = {area.name: area.parent for area in ledger.areas(libraries=None)}
    assert parents == {"红柳乡": COUNTY, COUNTY: "", "红松县": ""}


def test_a_township_with_its_county_in_its_name_is_a_part_of_it(ledger: Ledger) -> None:
    areas = (COUNTY, "红松县", "红松县石河镇", "石河镇")
    put(ledger, *(figure("脱贫人口户数", 1, area=area) for area in areas))
    parents = {area.name: area.parent for area in ledger.areas(libraries=None)}
    assert (parents["红松县石河镇"], parents["石河镇"]) == ("红松县", "")


def test_departments_are_no_township_that_has_to_report(ledger: Ledger) -> None:
    put(ledger, *(figure("脱贫人口户数", 1, area=area) for area in (COUNTY, "县级部门", "石桥镇")))
    expected = {area.name: area.is_expected for area in ledger.areas(libraries=None)}
    assert expected == {COUNTY: True, "县级部门": False, "石桥镇": True}


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("全国", AreaLevel.COUNTRY),
        ("新疆维吾尔自治区", AreaLevel.PROVINCE),
        ("重庆市", AreaLevel.PROVINCE),
        ("和田地区", AreaLevel.PREFECTURE),
        ("巴音郭楞蒙古自治州", AreaLevel.PREFECTURE),
        ("木垒哈萨克自治县", AreaLevel.COUNTY),
        ("石桥镇", AreaLevel.TOWNSHIP),
        ("城南街道", AreaLevel.TOWNSHIP),
        ("上河村", AreaLevel.VILLAGE),
        ("县级部门", AreaLevel.OTHER),
    ],
)
def test_the_name_of_an_area_tells_how_large_it_is(name: str, level: AreaLevel) -> None:
    assert level_of(name) is level


def test_periods_are_listed_from_the_earliest(filled: Ledger) -> None:
    names = ["2023年", "2024年", "截至2025年3月31日", "2025年第一季度"]
    assert filled.periods(libraries=None) == [period(name) for name in names]


# --- One value ----------------------------------------------------------------------------


def test_the_narrower_scope_is_taken_only_where_there_is_no_other(ledger: Ledger) -> None:
    put(ledger, figure("脱贫人口人均纯收入", 1, scope="不含易地搬迁户"))
    assert income(ledger).figure.scope == "不含易地搬迁户"
    put(ledger, figure("脱贫人口人均纯收入", 2, scope="不含监测对象"))
    when = period("2024年")
    assert ledger.get(INCOME, COUNTY, when, libraries=None) is None
    narrow = ledger.get(INCOME, COUNTY, when, libraries=None, scope="不含监测对象")
    assert narrow
    assert narrow.figure.value == 2
    put(ledger, figure("脱贫人口人均纯收入", 3))
    assert income(ledger).figure.value == 3


def test_an_undated_value_is_asked_for_without_a_period(filled: Ledger) -> None:
    found = filled.get("poverty.rate", COUNTY, None, libraries=None)
    assert found
    assert found.figure.period is None
    assert filled.get("poverty.rate", COUNTY, period("2018年"), libraries=None) is None
