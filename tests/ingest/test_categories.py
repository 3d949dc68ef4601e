import pytest

from ingest.categories import DEFAULT_CATEGORIES, propose_category


@pytest.mark.parametrize(
    ("title", "kind", "category"),
    [
        pytest.param("青禾县驻村工作队管理办法", "办法", "政策文件", id="rule"),
        pytest.param("关于建立防止返贫监测机制的指导意见", "意见", "政策文件", id="opinion"),
        pytest.param("青禾县建档立卡管理办法", "办法", "政策文件", id="rule_about_records"),
        pytest.param("青禾县“十四五”规划纲要", "纲要", "规划纲要", id="plan"),
        pytest.param("关于印发《乡村规划（2021—2025年）》的通知", "通知", "规划纲要", id="letter"),
        pytest.param("关于印发《低保工作办法》的通知", "通知", "政策文件", id="rule_handed_on"),
        pytest.param("县民政局主要职责内设机构和人员编制规定", "规定", "部门职责", id="duties"),
        pytest.param("青禾县防止返贫监测对象台账", "", "建档立卡基础资料", id="records"),
        pytest.param("2024年脱贫攻坚目标责任书", "", "任务目标", id="targets"),
        pytest.param("关于印发2024年工作要点的通知", "通知", "任务目标", id="year_plan"),
        pytest.param("易地搬迁工作流程图", "", "工作阶段步骤", id="steps"),
        pytest.param("青禾县2024年乡村振兴工作总结", "总结", "县情报告", id="report"),
        pytest.param("青禾县县情概况", "", "县情报告", id="county"),
        pytest.param("扫描件0001", "", "", id="says_nothing"),
        pytest.param("", "", "", id="no_title"),
    ],
)  # fmt: skip
def test_titles_suggest_a_category(title: str, kind: str, category: str) -> None:
    assert propose_category(title, kind) == category
    assert category in ("", *DEFAULT_CATEGORIES)
