"""The sample county of `corpus/`: its documents and three files of indicators, taken in."""

import shutil
from pathlib import Path

from assistant.application import Assistant
from assistant.settings import Settings
from ingest.schema import Outcome

CORPUS = Path(__file__).parents[1] / "corpus"
COUNTY, LIBRARY = "青禾县", "青禾县示例库"

# What a person fills in, by template, and the period that the sample figures are of.
PERIODS = {"季度通报": "2025年前三季度"}
FIELDS = {
    "年度工作总结": {
        "单位名称": "青禾县农业农村局",
        "成文日期": "2025年1月16日",
        "存在的问题": "一是产业发展投入占比离下一年度的要求还有差距。\n二是部分帮扶车间订单不足。",
        "下一步打算": "一是健全常态化监测帮扶机制。\n二是提高产业发展投入占比。",
    },
    "工作汇报": {
        "发文机关": "青禾县农业农村局",
        "发文字号": "青农字〔2025〕3号",
        "签发人": "高文远",
        "主送机关": "县委、县政府",
        "存在的问题": "一是部分帮扶车间订单不足。\n二是少数乡镇项目开工偏慢。",
        "下一步工作": "一是加强常态化监测。\n二是加快衔接资金支出。",
        "成文日期": "2025-01-16",
        "联系人": "林一舟",
        "联系电话": "0000-0000000",
    },
    "季度通报": {
        "发文机关": "青禾县委农村工作领导小组办公室",
        "发文字号": "青农领办〔2025〕14号",
        "主送机关": "各乡镇党委、人民政府，县直有关部门",
        "存在的问题": "一是部分乡镇衔接资金支出偏慢。\n二是少数项目开工不及时。",
        "工作要求": "一是支出进度靠后的乡镇要制定支出计划。\n二是对未开工项目逐个督办。",
        "成文日期": "2025年10月15日",
    },
    "调研报告": {
        "标题": "巩固拓展脱贫攻坚成果 推进乡村全面振兴",
        "调研组": "联合调研组",
        "调研时间": "2025年2月",
        "调研地点": "青禾县石桥镇、柳湾乡、松坪乡",
        "调研主题": "巩固拓展脱贫攻坚成果",
        "座谈情况": "召开座谈会3场，听取乡镇、村和部门的意见。",
        "查看情况": "查看帮扶车间、蔬菜大棚等项目12个。",
        "走访情况": "走访脱贫户和监测对象15户。",
        "有关建议": "（一）健全监测帮扶机制。早发现、早帮扶。\n（二）做强县域产业。",
    },
    "脱贫和监测情况说明": {
        "成文日期": "2025年1月10日",
        "重点乡镇": "柳湾乡、松坪乡、石桥镇",
    },
    "部门年终小结": {
        "单位名称": "青禾县农业农村局",
        "成文日期": "2025年1月8日",
        "重点任务": "产业发展、集体经济和乡村建设",
        "不足和打算": "粮食单产还有提升空间。2025年抓好高标准农田建设。",
    },
}


def ingest_documents(home: Path) -> None:
    """Make a home with the sample documents, which takes long."""
    assistant = Assistant.from_settings(Settings(home=home, _env_file=None))
    events = list(assistant.ingest([CORPUS / "documents"]))
    assert {event.outcome for event in events} == {Outcome.READY}, events
    assistant.close()


def take_in(home: Path, documents: Assistant) -> Assistant:
    """Return an assistant over the sample county in a new home.

    Args:
        home: An empty folder.
        documents: One that has taken in the documents, which are copied: reading them takes long.
    """
    shutil.copytree(documents.store.home, home, dirs_exist_ok=True)
    assistant = Assistant.from_settings(Settings(home=home, _env_file=None))
    for file in sorted((CORPUS / "indicators").iterdir()):
        result = assistant.indicators.import_file(file, library=LIBRARY)
        assert not result.refused, result.refused
    return assistant
