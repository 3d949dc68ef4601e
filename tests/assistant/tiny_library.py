"""A small library, one difficulty a document, over the real indexes and the bundled model."""

from pathlib import Path

from assistant.application import Assistant
from assistant.settings import Settings
from ingest.schema import Outcome

# Chapters and articles, each article a chunk of its own.
POSTS = """白桦县乡村公益性岗位管理办法
白政发〔2024〕6号
第一章 总则
第一条 为规范乡村公益性岗位管理，帮助脱贫劳动力就近就业，制定本办法。
第二条 本办法所称公益性岗位，是指由财政资金补贴、优先安排脱贫劳动力的岗位。
第二章 待遇
第三条 公益性岗位每人每月补贴八百元，由县人力资源和社会保障局按月发放。
第四条 岗位名单由乡镇人民政府公示，公示期不少于七个工作日。
"""
# A title that holds another one's; an article number that stands there too.
DETAILS = """白桦县乡村公益性岗位管理办法实施细则
第一条 岗位人员由村民委员会民主评议产生。
第三条 岗位人员不得由他人顶替上岗。
"""
# No longer in force, says the manifest.
RANGERS = """白桦县护林员管理办法
白政发〔2019〕3号
第一条 护林员每人每年补助一万元，分四个季度发放。
第二条 护林员每月巡山不少于二十二天。
"""
# Figures that are asked for only by comparing.
SUMMARY = """红柳乡2023年工作总结
一、产业发展
红柳乡种植沙棘一千二百亩，养殖肉羊三千五百只，新建冷库两座。
二、群众收入
2022年红柳乡人均纯收入9600元。
2023年红柳乡人均纯收入11200元。
"""
# A table whose unit stands above it.
SHARES = """# 2024年合作社分红台账

表1 分红（单位：万元）

| 村名 | 户数 | 分红 |
|---|---|---|
| 上河村 | 42 | 12.6 |
| 下河村 | 35 | 9.8 |
"""
# Two sources that disagree, in libraries of their own.
LOANS = """脱贫人口小额信贷明白纸
脱贫人口小额信贷每户最高可以贷款5万元，期限不超过3年。
"""
OLD_LOANS = """脱贫人口小额信贷宣传页
脱贫人口小额信贷每户最高可以贷款3万元，期限不超过3年。
"""

SOURCES = {
    "岗位办法.txt": POSTS,
    "岗位细则.txt": DETAILS,
    "护林员办法.txt": RANGERS,
    "红柳乡总结.txt": SUMMARY,
    "分红台账.md": SHARES,
    "信贷明白纸.txt": LOANS,
    "信贷宣传页.txt": OLD_LOANS,
}
MANIFEST = """文件,效力,资料库,地区
岗位办法.txt,有效,政策,白桦县
护林员办法.txt,废止,政策,白桦县
红柳乡总结.txt,,总结,红柳乡
"""


def write_sources(folder: Path) -> Path:
    """Write the documents and their manifest, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in SOURCES.items():
        (folder / file).write_text(text, encoding="utf-8")
    (folder / "manifest.csv").write_text(MANIFEST, encoding="utf-8")
    return folder


def open_tiny_library(home: Path) -> Assistant:
    """Return an assistant over the documents, taken in afresh."""
    assistant = Assistant.from_settings(Settings(home=home / "home", _env_file=None))
    events = list(assistant.ingest([write_sources(home / "sources")]))
    assert {event.outcome for event in events} == {Outcome.READY}, events
    return assistant
