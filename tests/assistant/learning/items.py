"""Items as a bank has them, without a document behind them."""

from decimal import Decimal
from typing import Any

from assistant.learning.schema import Blueprint, Demand, Paper, PaperItem
from assistant.quiz.schema import (
    BLANK,
    TRUE_FALSE_OPTIONS,
    Difficulty,
    Evidence,
    Item,
    ItemKind,
    ItemState,
    Question,
)

LIBRARY = "政策文件"
TOWNS = ("红柳乡", "白桦乡", "青禾镇", "石泉镇", "云岭乡", "沙枣乡", "榆林镇", "清水乡", "松山镇")
CROPS = ("沙棘", "枸杞", "马铃薯", "油菜", "黄芪", "苜蓿", "核桃", "花椒", "燕麦")

NAMES = ("老张", "王大娘", "小李", "赵四", "孙家", "周师傅", "吴婶", "郑叔", "钱姐")
JOBS = ("种植户", "收购商", "合作社社长", "护林员", "司机", "会计", "加工厂工人")
TROUBLES = ("去年因病返贫", "房屋被洪水冲毁", "孩子考上高职", "贷款到期还不上", "耕地被征用")


def evidence(text: str) -> Evidence:
    return Evidence(
        document="办法.txt", document_id="d" * 16, revision_id="r" * 64, title="办法",
        text=text, start=10, end=10 + len(text), section=("第一章", "第二条"),
    )  # fmt: skip


def item(kind: ItemKind, number: int, **changes: Any) -> Item:
    """An item that asks something of its own."""
    town, crop = TOWNS[number % 9], CROPS[number // 9 % 9]
    amount = 1200 + 37 * number
    stem = f"{town}{2015 + number // 81}年种植{crop}的面积为{BLANK}亩。"
    fields: dict[str, Any] = {
        ItemKind.SINGLE_CHOICE: {
            "stem": stem,
            "options": tuple(f"{amount + 100 * step}亩" for step in range(4)),
            "key": ("B",),
        },
        ItemKind.MULTIPLE_CHOICE: {
            "stem": f"{town}推广{crop}的措施包括{BLANK}。",
            "options": (f"发放{crop}种苗", "贴息", f"修{town}水渠", "减免费用", "组织外出"),
            "key": ("A", "B", "C"),
        },
        ItemKind.TRUE_FALSE: {
            "stem": f"{town}{crop}合作社有社员{amount}户。",
            "options": TRUE_FALSE_OPTIONS,
            "key": ("B",),
        },
        ItemKind.FILL_BLANK: {
            "stem": f"{town}给{crop}大户每亩补助{BLANK}元，由{BLANK}发放。",
            "key": (str(amount), f"{town}财政所"),
        },
        ItemKind.SHORT_ANSWER: {
            "stem": f"简述{town}发展{crop}产业的三项措施。",
            "key": ("建基地", "育龙头", "补链条"),
        },
        ItemKind.ORDERING: {
            "stem": f"{town}申报{crop}补助的步骤依次是{BLANK}。",
            "options": ("乡镇审核", f"农户申请{crop}补助", "县级公示", "发放"),
            "key": ("B", "A", "C", "D"),
        },
        ItemKind.CASE: {
            "stem": (
                f"{NAMES[number % 9]}是{town}的{crop}{JOBS[number % 7]}，{TROUBLES[number % 5]}。"
            ),
            "parts": (
                Question(
                    kind=ItemKind.SINGLE_CHOICE,
                    stem=f"应当先向{BLANK}申报{crop}受灾。",
                    options=("村民委员会", "县医院", "保险公司", "派出所"),
                    key=("A",),
                    evidence=(evidence("农户向村民委员会申报。"),),
                ),
                Question(
                    kind=ItemKind.SHORT_ANSWER,
                    stem=f"在{town}还可以享受哪些{crop}政策？",
                    key=("临时救助",),
                    evidence=(evidence("可以申请临时救助。"),),
                ),
            ),
        },
    }[kind]
    fields = {
        "kind": kind,
        "rationale": f"解析：《办法》第二条规定的{town}{crop}。",
        "evidence": (evidence(f"{town}种植{crop}{amount}亩。"),),
        "id": f"{kind.value}-{number:03d}",
        "library": LIBRARY,
        "topic": ("产业帮扶", "就业帮扶", "住房安全")[number % 3],
        "difficulty": list(Difficulty)[number % 2],
        "state": ItemState.PUBLISHED,
        "fact": f"{kind.value}:{number}",
        **fields,
        **changes,
    }
    return Item.model_validate(fields)


def items(kind: ItemKind, count: int, **changes: Any) -> list[Item]:
    return [item(kind, number, **changes) for number in range(count)]


def demand(kind: ItemKind, count: int, **changes: Any) -> Demand:
    return Demand(kind=kind, count=count, points=changes.pop("points", Decimal(2)), **changes)


def blueprint(*demands: Demand, **changes: Any) -> Blueprint:
    return Blueprint(name="政策知识测试", library=LIBRARY, demands=demands, **changes)


def paper(*chosen: Item, points: Decimal = Decimal(2), versions: int = 2) -> Paper:
    demands = (demand(ItemKind.SINGLE_CHOICE, max(1, len(chosen))),)
    return Paper(
        id="p" * 32,
        blueprint=blueprint(*demands, versions=versions),
        items=tuple(
            PaperItem(number=number, points=points, item=each)
            for number, each in enumerate(chosen, start=1)
        ),
        created_at="2026-01-01T00:00:00.000000+00:00",
        created_by="zhang",
    )
