"""Which places a text names, and of which one a sentence speaks."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from assistant.indicators.extracting.vocabulary import one_of, set_of
from ingest.metadata import PROVINCES, SHORT_PROVINCES
from ingest.tokenizing import is_word, known_places


class Rank(IntEnum):
    """How large a place is."""

    WORLD = 0
    COUNTRY = 1
    REGION = 2
    PROVINCE = 3
    PREFECTURE = 4
    COUNTY = 5
    TOWN = 6
    VILLAGE = 7


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where it is named."""

    start: int
    end: int
    name: str
    rank: Rank
    stands_for: bool = False
    """True for 全县, 该村 and the like, which mean a place that was named before."""


_RANKS = {
    "自治州": Rank.PREFECTURE,
    "地区": Rank.PREFECTURE,
    "盟": Rank.PREFECTURE,
    "市": Rank.PREFECTURE,
    "自治县": Rank.COUNTY,
    "自治旗": Rank.COUNTY,
    "县": Rank.COUNTY,
    "旗": Rank.COUNTY,
    "新区": Rank.COUNTY,
    "区": Rank.COUNTY,
    "乡": Rank.TOWN,
    "镇": Rank.TOWN,
    "街道": Rank.TOWN,
    "农场": Rank.TOWN,
    "牧场": Rank.TOWN,
    "良种场": Rank.TOWN,
    "工业园区": Rank.TOWN,
    "产业园区": Rank.TOWN,
    "开发区": Rank.TOWN,
    "村": Rank.VILLAGE,
    "社区": Rank.VILLAGE,
}
# Suffixes that end many other words: only behind names that are known, or named again and again.
_DOUBTFUL = frozenset({"地区", "盟", "旗", "区", "市", "新区"})
_SUFFIX = (
    f"(?:{one_of(' '.join(_RANKS))})(?!"
    + one_of(
        "级 际 域 城 长 场 容 政 委会 尔 部 划 别 间 分 干 寨 庄 镇 集体 落 里 史 规 医 务 企 志"
        " 社 貌 亲 愁 土 音 风"
        " 贤 俗 邻 居 舍 党组织 头 上 外 中 旅 校 站 所 办 容 花 区镇"
    )
    + "|(?<!村)民|情(?!况)|(?<=乡)村|(?<=[县区市])乡|(?<=区)县)"
)
# How people shorten the names of autonomous prefectures.
_SHORT_PREFECTURES = one_of(
    "克州 巴州 博州 昌吉州 伊犁州 湘西州 恩施州 凉山州 甘孜州 阿坝州 黔东南州 黔南州 黔西南州"
    " 红河州 文山州 大理州"
    " 楚雄州 德宏州 怒江州 迪庆州 西双版纳州 临夏州 甘南州 海北州 海南州 海西州 黄南州 果洛州"
    " 玉树州 延边州"
    " 克孜勒苏柯尔克孜州"
)
_SHORTENED = frozenset({Rank.PREFECTURE, Rank.COUNTY})
_ADMINISTRATIVE = re.compile(r"(?:自治州|地区|市|自治县|县|区)$")
_NO_SHORT = "[县市区乡镇村州路街河山湖江]|地区|自治"
_COUNTRY = "全国"
_STANDING_FOR = {
    Rank.PROVINCE: r"全[省区疆](?!域)|[该我本]省|我区(?!域)",
    Rank.PREFECTURE: r"全[市州](?!场)|全地区|[我该][市州]|本市|该地区",
    Rank.COUNTY: r"[全我该本]县|县域|全旗",
    Rank.TOWN: r"[全该本我][乡镇](?!村)|全园区",
    Rank.VILLAGE: r"[全该本我]村|全社区",
}
# The regions of 中国农村扶贫开发纲要（2011—2020年）, and the usual wider ones.
_FIXED = {
    Rank.WORLD: "全球|全世界|世界上?(?!观|遗产)|国际(?=经验)",
    Rank.COUNTRY: "全国|我国|(?<!其)中国(?!家)|国家(?=统计局|层面)|全党全国",
    Rank.REGION: (
        "(?:燕山[-—]?)?太行山区|(?:六盘|秦巴|武陵|乌蒙|吕梁|大别|罗霄|大兴安岭南麓|滇西边境"
        "|沂蒙)山区|滇桂黔石漠化区"
        "|(?:新疆)?南疆[三四]地州|(?:南疆|北疆|东疆)(?:地区)?|[东中西]+部(?:地区|省[区市]*)"
        "|东北地区|四省藏区|三区三州"
        "|[东中西]部(?=贫困|\\d)"
    ),
}
_LONG_PROVINCES = PROVINCES.split("|")
_PATTERN = re.compile(
    "|".join(
        [
            *(f"(?P<fixed{rank:d}>{pattern})" for rank, pattern in _FIXED.items()),
            *(f"(?P<same{rank:d}>{pattern})" for rank, pattern in _STANDING_FOR.items()),
            f"(?P<prefecture>{_SHORT_PREFECTURES})",
            f"(?P<province>{one_of(' '.join([*_LONG_PROVINCES, *SHORT_PROVINCES]))})",
            f"(?P<suffix>{_SUFFIX})",
        ]
    )
)
# 北京大学, 云南白药 and 中国银行 are no places, nor is 安徽人.
_NO_AREA_BEHIND = re.compile(
    one_of(
        "大学 学院 出版社 日报 晚报 晨报 网 银行 石油 石化 电信 移动 联通 人寿 平安 籍 话 菜"
        " 模式 式 经验 精神 共产党 梦"
        " 工农 扶贫基金 政协 频道 新闻 统计年鉴 建设兵团 总队 军区 医生 医疗专家 专家 爱心人士"
        " 特色社会"
    )
    + r"|路\d|人民(?:解放|银行)"
)
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+$")
# What no name of a place holds, so that it begins behind it at the earliest.
_BORDER = re.compile(
    "帮扶|扶持|按照|参照|[师的联聘在到对从由向为和与及等是有以了将把被使让给于至据按该本各全某此这那每个几多两或跟同比较占驻往赴去入位名户家座"
    "年月日后前中内外我你他她其们并又也都则即如像叫做任当选派请者员县市之返帮]|"
    + one_of(
        "贫困 重点 行政 自然 示范 深度 特色 农村 乡村 城镇 乡镇 结对 支援 对口 援助 援建 建设"
        " 发展 地处 包括 通过 根据"
        " 推动 推进 支持 组织 带动 引导 深入 走进 采访 属于 隶属 管辖 下辖 辖区 附近 周边 一个"
        " 移民 搬迁 安置 易地 边境"
        " 少数 民族 牧业 农业 旅游 现代 美丽 试点 先进 模范 文明 小康 未 退出 摘帽 脱贫 记者"
        " 书记 主任 干部 成为 作为"
        " 关于 加快 实现 完成 覆盖 涉及 辐射 惠及 统一 选择 打造 建成 创建 培育 国家级 省级"
        " 自治区 专业 产业 经济 工业 社会"
        " 传统 生活 生产 主要 部分 所有 许多 很多 不少 其余 原 新型 中心 整 非 依托 充分 利用"
        " 开办 坚持 完善 继续 实施"
        " 用于 宣讲 讲述 围绕 配合 帮助 确保 新建 兴"
    )
)
# What ends like a place and is none: 贫困村, 山区, 小镇.
_WORDS = re.compile(
    "(?:{})$".format(
        one_of(
            "贫困 民族 西部 东部 中部 边远 偏远 边境 落后 发达 当地 本地 牧 山 沿海 内地 藏 灾"
            " 景 校 社 园 片 辖 城 郊 库"
            " 小 老 新 特困 连片 这些 革命 老少边穷 丘陵 高原 荒漠 农业 林 整个 多数 绿洲 流域"
            " 广大 集中 疆 作业 功能 湿地"
            " 保护 开发 试验 自治 受 重 盆地 平原 干旱 高寒 农 乡 全 该 本 某 各 两 驻 到 在 进"
            " 入 出 下 包 整 逐 每 一 大 穷"
            " 强 弱 村 难 空心 明星 富裕 后进 先进 样板 一流 我 省 上 超 菜 股 都 开 门 夜 集 楼"
            " 直辖 地级 县级 深水 国 外 疫 战"
            " 禁 市 中小 多 几 个 困 场 气候 聚居 高发 频发 核心 开放 立 优 富 养殖 加工 交易"
            " 观光 烧烤 接待 隐患 通 州 县 军 区 三 四 五 管 抓 带"
        )
    )
)
_PEOPLE = (
    "(?:汉|蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|水"
    "|东乡|纳西|景颇|柯尔克孜|土|达斡尔|羌"
    "|布朗|撒拉|仡佬|锡伯|塔吉克|裕固|保安|各)族?|族"
)
_PEOPLES = re.compile(_PEOPLE)
_LAST_PEOPLE = re.compile(f"(?:{_PEOPLE})$")
# Of those, what names may begin with all the same: 和静县, 同心县.
_MAY_BEGIN = frozenset("和同有从对")
# Places to jieba's dictionary, and words to everybody.
_COMMON = set_of(
    "地县 市县 区县 州县 旗县 成城 建城 新城"
    " 山区 老区 牧区 灾区 库区 藏区 沿海 偏远 远山 深山 石山 重山 半山 大城 文明城 入城 湖景 盆地"
)
_COUNTING = frozenset("一二两三四五六七八九十百千万")
_EVERY = frozenset("各全每几多数")
_NAME_LENGTH = {"村": 9, "社区": 8, "自治县": 9, "自治州": 10, "自治旗": 9}
_LONGEST_NAME = 7
# What denies that the place is what the sentence is about: 占全疆的45.3%, 高于全国.
_COMPARED = re.compile(
    "(?:"
    + one_of(
        "占 高于 低于 高出 低出 相当于 达到 超过 居 位居 排 列 仅为 为 是 占到 约为 较 比 与 同 和"
        " 位列"
    )
    + ")[了到]?$"
)
_BEHIND_COMPARED = re.compile(
    rf"\s*(?:{one_of('的 总 贫困 农村 平均 同期 水平 人口 重点 增幅 国土')}|[^，。；]{{0,12}}[\d%])"
)
# 全国的38.9%
_SHARE_OF = re.compile(r"\s*的\s*[约近]?[\d.]+\s*(?:%|倍)")
# 在全国约占到80%
_SHARE_IN = re.compile(r"\s*[约也就]?占")
# 高于全国平均水平（3.81%）
_HAS_OWN = re.compile(r"[^，。；、（(]{0,12}[（(]\s*[\d.]")
_RANKED_BEHIND = re.compile(
    f"{one_of('第 前 平均 人大 政协 首 最 率先 排名 推广 水平 唯一 重点 试点 示范 先进 文明')}"
)
# 全国首批 and 全国第4位 rank something among all places.
_RANKING_BEHIND = re.compile(
    f"{one_of('首 第 率先 唯一 最大 最早 最好 排名 重点 试点 示范 先进 文明')}|前\\d"
)
# 从北京到和田, 北京→和田
_ROUTE_BEFORE = re.compile(r"(?:→|-+>)\s*$")
_ROUTE_BEHIND = re.compile(r"\s*(?:→|-+>)")
_FROM = re.compile(r"[从由自]$")
_ONWARD = re.compile(r"\s*(?:到|至|开往|驶往|飞往|发往|直达)")
_BODY = re.compile(
    r"[^，。；、]{0,6}?(?:"
    + one_of(
        "局 委员会 办公室 厅 供销社 工商联 总工会 法院 检察院 公司 集团 企业 医院 商会 兵团"
        " 指挥部 专家 博士"
    )
    + r"|[一二三四\d]+师)|[^，。；、引向对与为的在由]{0,14}?有限(?:责任)?公司"
)
_OBLIQUE = re.compile(
    "(?:"
    + one_of(
        "由 到 赴 去 往 向 从 来自 位于 地处 毗邻 接壤 距 距离 邻 连 接 与 同 经 派往 输送到 销往"
        " 远销 发往 引进 引导到 离"
    )
    + ")$"
)


_TO_PLACE = one_of("帮扶 位于 进驻 用于")


class Gazetteer:
    """The places of one document, learnt from its whole text.

    A name that ends in 县, 乡 or 村 begins where the text says: what stands before 县 in the same
    form again and again is a name; otherwise what jieba knows as a place, or what stands between
    words that no name holds.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._known = known_places()
        self._counts: dict[str, int] = {}
        self._ranks: dict[str, Rank | None] = {}
        self._are_names: dict[str, bool] = {}
        self._short: dict[str, Mention] = {}
        self._pattern = _PATTERN
        self._learn_short_names(self.find(text))
        self.mentions: list[Mention] = self.find(text)
        self._starts = [mention.start for mention in self.mentions]
        self._names = {
            rank: Counter(m.name for m in self.mentions if m.rank is rank and not m.stands_for)
            for rank in Rank
        }

    def _learn_short_names(self, mentions: Sequence[Mention]) -> None:
        """Learn that 沭阳 means 沭阳县, where both stand in the text."""
        named = Counter(m.name for m in mentions if m.rank in _SHORTENED and not m.stands_for)
        ranks = {mention.name: mention.rank for mention in mentions}
        for name, _ in named.most_common():
            base = _without_people(_ADMINISTRATIVE.sub("", name))
            is_common = (is_word(base) and "自治" not in name) or base in _PEOPLE
            if len(base) > 1 and base != name and not is_common and base not in SHORT_PROVINCES:
                self._short.setdefault(base, Mention(0, 0, name, ranks[name]))
        if self._short:
            short = one_of(" ".join(self._short))
            self._pattern = re.compile(f"{_PATTERN.pattern}|(?P<short>{short})(?!{_NO_SHORT})")

    def usual(self, rank: Rank) -> str:
        """Return the place of a rank that is named most often; empty where none is."""
        return next((name for name, _ in self._names[rank].most_common(1)), "")

    def between(self, start: int, end: int) -> list[Mention]:
        """Return the places named in a stretch of the text, in order."""
        low = bisect_right(self._starts, start - 1)
        high = bisect_right(self._starts, end - 1)
        return [mention for mention in self.mentions[low:high] if mention.end <= end]

    def main(self, title: str) -> str:
        """Return the place that the whole document is about; empty where none is.

        The place of the title; otherwise the county, or what is larger, that is named most often.
        """
        titled = [m for m in self.find(title) if not m.stands_for]
        if titled:
            return joined(next(chains(titled)))
        ranked = [
            (self._speaks_of(rank, count), rank, name)
            for rank in (Rank.COUNTRY, Rank.REGION, Rank.PROVINCE, Rank.PREFECTURE, Rank.COUNTY)
            for name, count in self._names[rank].most_common(1)
        ]
        if not ranked:
            return ""
        _, rank, name = max(ranked)
        # A report on several counties is about what holds them.
        if self._names[rank][name] * 2 < self._names[rank].total():
            larger = [one for one in ranked if Rank.PROVINCE <= one[1] < rank]
            name = max(larger, key=lambda one: one[1])[2] if larger else name
        return name

    def _speaks_of(self, rank: Rank, count: int) -> int:
        """Return how often the text speaks of the place of a rank that it names most often.

        全省 counts for the province, and 居全国第4位 not for the country.
        """
        if rank is Rank.COUNTRY:
            return sum(
                1
                for mention in self.mentions
                if mention.rank is rank
                and not _RANKED_BEHIND.match(self._text, mention.end)
                and is_subject(self._text, [mention], 0)
            )
        return count + sum(1 for m in self.mentions if m.rank is rank and m.stands_for)

    def full_name(self, short: str) -> str:
        """Return the place that a short name means: 喀什地区 for 喀什; empty for none."""
        if not 2 <= len(short) <= 6:
            return ""
        for rank in (Rank.PREFECTURE, Rank.COUNTY, Rank.TOWN, Rank.VILLAGE):
            for name, _ in self._names[rank].most_common():
                if name.startswith(short) and name[len(short) :] in _RANKS:
                    return name
        return ""

    def rank_of(self, name: str) -> Rank | None:
        """Return the rank of a place, of the last one where several are joined."""
        if name not in self._ranks:
            mentions = self.find(name)
            self._ranks[name] = mentions[-1].rank if mentions else None
        return self._ranks[name]

    def holds(self, name: str, rank: Rank) -> bool:
        """Return whether a place of a rank may lie in the named one, a county or smaller."""
        own = self.rank_of(name)
        return own is not None and Rank.COUNTY <= own < rank

    # --- Finding ------------------------------------------------------------------------------

    def find(self, text: str) -> list[Mention]:
        """Return the places that another text names, a title or a cell of a table."""
        found: list[Mention] = []
        for match in self._pattern.finditer(text):
            mention = self._read(text, match, found[-1].end if found else 0)
            if mention is None:
                continue
            # 和田 in 和田地区 was found before its suffix.
            while found and found[-1].start >= mention.start:
                found.pop()
            found.append(mention)
        return found

    def _read(self, text: str, match: re.Match[str], floor: int) -> Mention | None:
        start, end = match.span()
        kind = match.lastgroup or ""
        if _NO_AREA_BEHIND.match(text, end):
            return None
        if kind == "suffix":
            return self._read_suffixed(text, start, match["suffix"], floor)
        if kind == "short":
            meant = self._short[match[0]]
            return Mention(start, end, meant.name, meant.rank)
        if kind.startswith("fixed"):
            rank = Rank(int(kind[5:]))
            return Mention(start, end, _COUNTRY if rank is Rank.COUNTRY else match[0], rank)
        if kind.startswith("same"):
            return Mention(start, end, match[0], Rank(int(kind[4:])), stands_for=True)
        return Mention(start, end, match[0], Rank[kind.upper()])

    def _read_suffixed(self, text: str, at: int, suffix: str, floor: int) -> Mention | None:
        end = at + len(suffix)
        run = _HAN_RUN.search(text[max(0, at - 12, floor if floor <= at else 0) : at])
        name = self._name(run[0], suffix) if run else ""
        if not name or _is_title(text, end - len(name), end):
            return None
        return Mention(end - len(name), end, self._usual_form(name, suffix), _RANKS[suffix])

    def _usual_form(self, name: str, suffix: str) -> str:
        """Return 巴里坤县 for 巴里坤哈萨克自治县, where the text itself says so."""
        if suffix != "自治县":
            return name
        base = _without_people(name.removesuffix(suffix))
        return base + "县" if len(base) > 1 and self._count(base + "县") else name

    def _name(self, before: str, suffix: str) -> str:
        """Return the name that ends in the suffix, or "" where there is none."""
        longest = min(len(before), _NAME_LENGTH.get(suffix, _LONGEST_NAME))
        for length in range(longest, 1, -1):
            base = before[-length:]
            if (
                base in _COMMON
                or base.endswith("盆地")
                or _PEOPLES.fullmatch(base)
                or base[0] in _EVERY
            ):
                continue
            is_number = length == 2 and base[0] in _COUNTING
            if base + suffix in self._known or (
                base in self._known and suffix != "村" and not is_number
            ):
                return self._whole(before[:-length], base + suffix)
        if _WORDS.search(before) and not (suffix == "村" and before.endswith("新")):
            return ""
        cut = max((match.end() for match in _BORDER.finditer(before)), default=0)
        base = before[cut:][-longest:]
        may_begin = cut > 0 and before[cut - 1] in _MAY_BEGIN
        if base and may_begin and self._never_parts(before[cut - 1], base + suffix):
            base = before[cut - 1 :]
        if len(base) < 2 or _PEOPLES.fullmatch(base):
            return ""
        # What stands there again and again is the name; a longer one is as frequent only where it
        # is the name itself.
        for shorter in [base[cut:] for cut in range(1, len(base) - 1)]:
            if self._count(base + suffix) < 0.6 * self._count(shorter + suffix):
                base = shorter
        name = base + suffix
        if name not in self._are_names:
            self._are_names[name] = self._is_name(base, suffix)
        return name if self._are_names[name] else ""

    def _whole(self, before: str, name: str) -> str:
        """Return 三塘湖乡 for 塘湖乡, which never stands without its 三."""
        first = before[-1:]
        if first and not _BORDER.fullmatch(first) and self._never_parts(first, name):
            return first + name if self._count(name) > 2 else name
        return name

    def _never_parts(self, first: str, rest: str) -> bool:
        """Return whether 和 belongs to 和静县, because 静县 never stands without it."""
        times = self._count(rest)
        return self._count(first + rest) == times and (len(rest) == 2 or times > 2)

    def _is_name(self, base: str, suffix: str) -> bool:
        """Return whether what stands before a suffix is a name, and not 坚持 before 县乡."""
        times = self._count(base + suffix)
        if suffix in _DOUBTFUL and times < 3:
            return suffix == "市" and self._is_seat(base + suffix)
        if is_word(base):
            # 白杨 is a word and 白杨乡 a township; 坚持乡 never stands again and again.
            is_usual = times > 2 and (len(base) > 2 or suffix in {"乡", "镇"})
            return is_usual or self._lies_in_larger(base + suffix)
        bare = _without_people(base)
        ends_like_word = any(is_word(bare[-length:]) for length in (2, 3, 4) if length < len(bare))
        return times > 2 or not ends_like_word

    def _lies_in_larger(self, name: str) -> bool:
        """Return whether a name stands behind a larger place, or what only a place follows.

        普定县秀水村 and 帮扶三宝乡, but not 全县空壳村.
        """
        before = f"(?:(?<![全该本我各地两])[县乡镇]|{_TO_PLACE})"
        return re.search(before + name, self._text) is not None

    def _is_seat(self, name: str) -> bool:
        """Return whether a city stands behind what it belongs to: 第三师图木舒克市."""
        return re.search(f"(?:[一二三四五六七八九十]师|自治州|地区){name}", self._text) is not None

    def _count(self, name: str) -> int:
        if name not in self._counts:
            self._counts[name] = self._text.count(name)
        return self._counts[name]


def _without_people(name: str) -> str:
    """Return 恩施 for 恩施土家族苗族."""
    while (found := _LAST_PEOPLE.search(name)) and found.start() > 1:
        name = name[: found.start()]
    return name


def _is_title(text: str, start: int, end: int) -> bool:
    """Return whether a name stands in quotation marks alone, as an epithet does: “万驼县”."""
    return text[max(0, start - 1) : start] == "“" and text[end : end + 1] == "”"


def joined(mentions: Iterable[Mention]) -> str:
    """Return places that stand side by side as one: 洛浦县 and 杭桂镇 are 洛浦县杭桂镇."""
    found = list(mentions)
    name = ""
    for mention in found:
        long = SHORT_PROVINCES.get(mention.name, "")
        # 河北 alone is as good as 河北省, and so is 新疆洛浦县; but 河北临城县 reads badly.
        full = long if len(found) > 1 and long[-1:] in {"省", "市"} else mention.name
        if full not in name:
            name += full
    return name


def chains(mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Yield runs of places of which each stands right behind the larger one that holds it."""
    run: list[Mention] = []
    for mention in mentions:
        if run and (
            mention.start > run[-1].end
            or mention.rank <= run[-1].rank
            or run[-1].rank <= Rank.REGION
        ):
            yield run
            run = []
        run.append(mention)
    if run:
        yield run


def _is_on_route(text: str, before: str, end: int) -> bool:
    """Return whether a place is an end of a way: both in 从北京到和田 and in 北京→和田."""
    is_left = _FROM.search(before) is not None and _ONWARD.match(text, end) is not None
    return is_left or bool(_ROUTE_BEFORE.search(before) or _ROUTE_BEHIND.match(text, end))


def has_own_figure(text: str, place: Mention) -> bool:
    """Return whether a bracket tells the figure of a place: 高于全国平均水平（3.81%）."""
    return _HAS_OWN.match(text, place.end) is not None


def is_subject(text: str, chain: Sequence[Mention], start: int) -> bool:
    """Return whether a sentence may be about these places, and not only mention them.

    占全疆的45.3% and 高于全国平均水平 compare with a place; 由哈密市交通局 names who does it.

    Args:
        text: What the mentions count in.
        chain: Places side by side.
        start: Where the sentence begins.
    """
    before = text[max(start, chain[0].start - 6) : chain[0].start]
    if _is_on_route(text, before, chain[-1].end) or (
        chain[0].rank is Rank.COUNTRY and _RANKING_BEHIND.match(text, chain[-1].end)
    ):
        return False
    is_named = has_own_figure(text, chain[-1])
    is_compared = _COMPARED.search(before) and _BEHIND_COMPARED.match(text, chain[-1].end)
    if is_compared and not is_named:
        return False
    if _SHARE_OF.match(text, chain[-1].end) or _SHARE_IN.match(text, chain[-1].end):
        return False
    is_body = not chain[-1].stands_for and _BODY.match(text, chain[-1].end) is not None
    return not _OBLIQUE.search(before) and not is_body
