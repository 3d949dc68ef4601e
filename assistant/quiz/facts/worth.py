"""Which figures a learner should know: a positive list of what trainers ask for.

Whatever it does not name, one county's small spending, a count of courses or firms, nobody learns
by heart, and no item asks for it.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from assistant.indicators.extracting.vocabulary import set_of
from ingest.numerals import Quantity


@dataclass(frozen=True)
class Worth:
    """Figures of one kind."""

    names: re.Pattern[str]
    """What is counted, in the clause around the figure."""

    units: frozenset[str]
    least: Decimal = Decimal(0)
    """Of a county's figure."""

    least_wide: Decimal = Decimal(0)
    """Of a figure of a prefecture, a province or the nation."""

    is_wide_only: bool = False
    """Not asked for where it is one county's."""


_SHARE = set_of("% 百分点")
_PEOPLE = set_of("人 户 名 人次 户次")

WORTHY: tuple[Worth, ...] = (
    # Rates by which a county is judged.
    Worth(
        re.compile(
            r"贫困发生率|返贫率|脱贫率|参保率|参合率|覆盖率|入学率|入园率|升学率|巩固率|普及率|辍学率|通达率|通畅率|通[电路水邮][^，]{0,6}率|入户率|达标率"
            r"|合格率|保障率|供水率|满意度|城镇化率|报销比例|负担比例|就业率|覆盖|错退率|漏评率|占[^，]{0,14}$|比重|恩格尔系数|年均"
        ),
        _SHARE,
    ),
    # How incomes, the economy and poverty grew or fell.
    Worth(
        re.compile(
            r"(?:收入|生产总值|增加值|总产值|贫困人口|消费支出)[^，]{0,12}$|增[长速幅]|增加|提高|下降|降低"
        ),
        _SHARE,
        is_wide_only=True,
    ),
    # Who was poor, and who no longer is.
    Worth(
        re.compile(r"贫困|脱贫|摘帽|退出|建档立卡|低保|五保|特困|温饱|返贫|减贫"),
        set_of("人 户 名 个"),
    ),
    Worth(
        re.compile(r"纯收入|可支配收入|人均[^，]{0,6}收入|贫困线|扶贫标准|低保|生产总值|人均GDP"),
        set_of("元"),
        Decimal(500),
    ),
    # Where people live and how many they are.
    Worth(
        re.compile(
            r"总面积|国土面积|辖区面积|行政区[^，]{0,4}面积|面积[^，]{0,4}$|草场|林地|耕地|农田|东西|南北|海拔|边境线|全长|里程"
        ),
        set_of("平方公里 亩 公顷 公里 米"),
        Decimal(1000),
    ),
    Worth(re.compile(r"总人口|户籍人口|人口[^，]{0,6}$|少数民族"), _PEOPLE),
    Worth(
        re.compile(r"[辖有][^，]{0,12}$|行政村|乡镇|民族|重点村|深度贫困|片区|重点县|试点"),
        set_of("个 种"),
    ),
    # Money on the scale of a programme.
    Worth(
        re.compile(r"资金|投资|投入|贷款|预算|补助|财政|总产值|生产总值|增加值|援助|余额|收入"),
        set_of("元"),
        Decimal(10_000_000),
        Decimal(100_000_000),
    ),
    # Whom a programme reached.
    Worth(
        re.compile(
            r"搬迁|就业|务工|培训|安置|护林员|公益[^，]{0,2}岗位|第一书记|驻村|工作队|干部|危房|安居|惠及|受益|救治|资助|学生|带动|新增|患"
        ),
        _PEOPLE | set_of("套"),
        least_wide=Decimal(10_000),
        is_wide_only=True,
    ),
    Worth(re.compile(r"搬迁|就业|危房|安居|定居"), _PEOPLE | set_of("套"), Decimal(1000)),
    Worth(
        re.compile(
            r"搬迁|危房|安居|公路|里程|安置点|自来水|饮水|合作社|扶贫车间|示范县|村|县|学校|帮扶"
        ),
        set_of("套 公里 个 所 家 亩"),
        least_wide=Decimal(100),
        is_wide_only=True,
    ),
)

# One among several tails of a check, or what no one checks later.
_NOBODY_ASKS = re.compile(
    r"扶持|开工|五年规划|受益|为[^，]{0,10}户|复核|核查|回头看|清退|取消|查处|挽回|评议|门课|期培训|培训班|课程|书屋|文化室|演出|席|人次的|企业[^，]{0,3}$|项目[^，]{0,3}$"
    r"|装机|法人单位|快递|用电价|气价|门站|农家乐|艘|辆|菜|羊|驴|鸽|驼|马|牛(?!羊)|鸡|网格|组成|工作组|党支部|考试|试卷|考核|抽查|抽样"
    r"|慰问|文艺|座|宣讲|签订|树|网店|订单|直播|景区|旅行社|床|图书|工艺|绿洲|沙漠|地貌|挂果|盐碱|播种"
)


def is_worth_asking(clause: str, behind: str, quantity: Quantity, *, is_wide: bool) -> bool:
    """Return whether a learner should know a figure.

    Args:
        clause: What stands before it in its clause.
        behind: The words right behind it.
        quantity: The figure.
        is_wide: Whether it is of more than one county.
    """
    around = clause + behind
    if _NOBODY_ASKS.search(around):
        return False
    return any(
        quantity.unit in worth.units
        and (worth.names.search(clause) or worth.names.search(around))
        and quantity.value >= (worth.least_wide if is_wide else worth.least)
        and (is_wide or not worth.is_wide_only)
        for worth in WORTHY
    )
