"""Who does what, as tables and rules assign it: 牵头单位, 数据来源, 北京市帮扶内蒙古自治区."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.quiz.facts.documents import PolicyDocument, policy_documents
from assistant.quiz.facts.enumerations import ListForm, Listing, Member
from assistant.quiz.facts.gaps import Gap
from assistant.quiz.facts.statements import Slot, SlotKind
from assistant.quiz.sources import Source
from assistant.quiz.standing_alone import names_nothing_outside
from ingest.schema import Passage, TableRow

_WHO = re.compile(r"牵头(?:单位|部门|机关|主体)")
_WHAT = re.compile(r"(?:项目|任务|指标|政策文件|文件|工作|事项|行动)(?:名称|内容)?$|^内容$|^指标$")
_NUMBER_OF_TABLE = re.compile(r"^(?:表|附表)\s*[\d一二三四五六七八九十—-]*[\s：:]*")
_UNIT = re.compile(r"（(?:单位|19|20)[^（）]*）")
_NO_TASK = re.compile("[省市县区州委局部办厅科室]")
# 文明 is told of what the 宣传部 does before anybody asks.
_FIELDS = {
    "卫": "健康医",
    "环": "生态绿",
    "组织": "党员干部",
    "政法": "稳定治安理",
    "宣传": "文明化",
    "人社": "就业职",
    "商": "市场销",
    "扶贫": "脱贫",
    "旅游": "景区",
    "农": "种植村",
}
_LONGEST_WHAT, _LONGEST_WHO = 40, 18


@dataclass(frozen=True)
class Duty:
    """What a rule lays on a body, in one sentence or several."""

    source: Source
    document: str
    body: str
    duties: tuple[str, ...]
    """Each a sentence without its subject."""

    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Assignment:
    """What a rule lays on one body, and what it lays on others."""

    duty: Duty
    others: tuple[str, ...]
    """Duties of other bodies, unlike those of this one and unlike each other."""


def find_assignments(source: Source, slots: Sequence[Slot]) -> Iterator[Assignment]:
    """Return for each body of a rule its duties, beside those of others."""
    by_rule: dict[str, dict[str, list[Slot]]] = {}
    for slot in slots:
        is_of_a_rule = slot.kind is SlotKind.BODY and slot.statement.source is source
        if not is_of_a_rule or slot.places[0][0] != 0:
            continue
        if _LEAST_DUTY <= len(_duty_of(slot)) <= _MOST_DUTY:
            bodies = by_rule.setdefault(slot.statement.document, {})
            bodies.setdefault(slot.members[0], []).append(slot)
    for title, bodies in by_rule.items():
        for body, same in bodies.items():
            own = tuple(_duty_of(slot) for slot in same)
            others: list[str] = []
            for other, theirs in bodies.items():
                for text in map(_duty_of, theirs if not _are_near(body, other) else ()):
                    if not any(_overlap(text, known) for known in (*own, *others)):
                        others.append(text)
            spans = tuple(
                (slot.statement.standing.start, slot.statement.standing.end) for slot in same
            )
            yield Assignment(Duty(source, title, body, own, spans), tuple(others))


def _duty_of(slot: Slot) -> str:
    return _MUST.sub("", slot.statement.standing.text[slot.places[0][1] :].rstrip("。"))


def _are_near(one: str, other: str) -> bool:
    """Return whether two bodies are one, parts of one, or may do each other's work."""
    ranks = _RANK.match(one), _RANK.match(other)
    same_rank = ranks[0] and ranks[1] and ranks[0][0] == ranks[1][0]
    return one in other or other in one or bool(same_rank or _NEAR.search(one + other))


def _overlap(one: str, other: str) -> bool:
    pairs = {one[i : i + 2] for i in range(len(one) - 1)}
    others = {other[i : i + 2] for i in range(len(other) - 1)}
    return len(pairs & others) > 0.3 * min(len(pairs), len(others))


_RANK = re.compile("[省市县乡]级?")
_NEAR = re.compile("(?:东部|帮扶省市|帮扶双方).*(?:东部|帮扶省市|帮扶双方)")
_LEAST_DUTY, _MOST_DUTY = 14, 64


def find_duties(source: Source, slots: Sequence[Slot]) -> Iterator[Duty]:
    """Return what each body has to do by each rule, where every sentence that says so is known.

    A body of which other sentences of the rule speak too has more duties than were found.
    """
    found: dict[tuple[str, str], list[Slot]] = {}
    for slot in slots:
        if slot.kind is SlotKind.BODY and slot.statement.source is source:
            found.setdefault((slot.statement.document, slot.members[0]), []).append(slot)
    titled = {document.title: document for document in policy_documents(source)}
    for (title, body), same in found.items():
        spans = [(slot.statement.standing.start, slot.statement.standing.end) for slot in same]
        document = titled[title]
        if sum(end - start for start, end in spans) < _LEAST_SAID:
            continue
        if source.text.count(body, document.start, document.end) != len(same):
            continue
        if not all(
            _is_whole(source, slot, end) for slot, (_, end) in zip(same, spans, strict=True)
        ):
            continue
        yield Duty(
            source=source,
            document=title,
            body=body,
            duties=tuple(_duty_of(slot) for slot in same),
            spans=tuple(spans),
        )


def _is_whole(source: Source, slot: Slot, end: int) -> bool:
    """Return whether a sentence says all that its body has to do there, and of no other body."""
    behind = slot.statement.standing.text[slot.places[0][1] :]
    ends = source.text[end - 1 : end + 1]
    return "；" not in ends and slot.places[0][0] == 0 and not _OTHER_BODY.search(behind)


_LEAST_SAID = 40
_MUST = re.compile(r"^(?:应当|应|要|必须|主要)")
_OTHER_BODY = re.compile(
    r"[，；](?:[\u4e00-\u9fff]{0,6}(?:检察院|审计署|法院|委员会|财政部|机关|部门|小组|政府))"
)


def find_responsibilities(source: Source) -> Iterator[Gap]:
    """Return who leads, issues or measures what, by tables, and who helps whom, by rules."""
    for rows in _tables(source):
        yield from _of_table(source, rows)
    yield from _helpers(source)


# --- Tables -------------------------------------------------------------------------------------


def _tables(source: Source) -> Iterator[list[tuple[Passage, TableRow]]]:
    """Return the rows of each table."""
    tables: dict[int, list[tuple[Passage, TableRow]]] = {}
    for passage, row in source.rows:
        tables.setdefault(passage.start, []).append((passage, row))
    yield from tables.values()


def _columns(source: Source, rows: list[tuple[Passage, TableRow]]) -> tuple[str, str, int] | None:
    """Return a table's name, its place, and the column that tells its rows apart."""
    passage, first = rows[0]
    names = [i for i, name in enumerate(first.headers) if _WHAT.search(name)]
    caption = "".join(_UNIT.sub("", _NUMBER_OF_TABLE.sub("", passage.caption.strip())).split())
    home = source.home_at(passage.start)
    if not names or len(caption) < 4 or not home:
        return None
    # Of 行动名称 and 项目名称 the one that tells the rows apart.
    what = max(names, key=lambda i: len({row.cells[i] for _, row in rows}))
    return caption, home, what


def _of_table(source: Source, rows: list[tuple[Passage, TableRow]]) -> Iterator[Gap]:
    known = _columns(source, rows)
    who = next((i for i, name in enumerate(rows[0][1].headers) if _WHO.search(name)), None)
    if known is None or who is None or who == known[2]:
        return
    caption, home, what = known
    tasks = Counter(_clean(row.cells[what]) for _, row in rows)
    everyone = dict.fromkeys(_bodies_of(row.cells[who]) for _, row in rows)
    for _, row in rows:
        task, body = _clean(row.cells[what]), _bodies_of(row.cells[who])
        if tasks[task] > 1 or not 3 <= len(task) <= _LONGEST_WHAT or not _is_one(body):
            continue
        if "“" in task or _says_whose(task, body):
            continue
        said = "".join(row.cells)
        header = row.headers[who].split("/")[-1]
        yield Gap(
            source=source,
            before=f"{_where(caption, home, task)}的{header}是",
            answer=body,
            behind="。",
            rivals=tuple(other for other in everyone if _differs(other, body, said)),
            start=row.start,
            end=row.end,
            topic=caption,
            fact=f"responsibility:{caption}:{task}",
        )


def _says_whose(task: str, body: str) -> bool:
    """Return whether a task's name tells who leads it: 组织建设 the 组织部, 健康乡村 the 卫计委."""
    known = "".join(words for part, words in _FIELDS.items() if part in body)
    return bool((set(_NO_TASK.sub("", body)) | set(known)) & set(task))


def _where(caption: str, home: str, task: str) -> str:
    """Return the row's name, with that of its table where that is needed to understand it."""
    is_local = not re.search("全国|我国|中国", caption)
    if task.startswith("《"):
        return f"{home}{task}" if is_local and home not in task else task
    place = home if is_local and home not in caption else ""
    table = caption if "“" in caption else f"“{caption}”"
    return f"在{place}{table}中，“{task}”"


def _bodies_of(cell: str) -> str:
    """Return the bodies in a cell, several joined by commas."""
    return "、".join(cell.split())


def _is_one(body: str) -> bool:
    return 2 <= len(body) <= _LONGEST_WHO and not re.search("[、，；/]", body)


def _clean(cell: str) -> str:
    return "".join(cell.split())


def _differs(other: str, body: str, said: str) -> bool:
    """Return whether another body is certainly not the one, nor one that takes part."""
    core = re.sub("^(?:县委?|自治区|国家|国务院)", "", other)
    return _is_one(other) and other not in body and body not in other and core not in said


def find_groups(source: Source) -> Iterator[Listing]:
    """Return whom each helps, by the rules."""
    for document, passage, pairs in _pairings(source):
        text = source.text[passage.start : passage.end]
        for pair in pairs:
            members = _each(pair["whom"])
            # A province and its cities: what its city helps is no stranger to the province.
            first = text.rfind("；", 0, pair.start() + 1) + 1
            last = pair.end() + re.search("；|$", text[pair.end() :]).start()  # type: ignore[union-attr]
            around = text[first:last]
            same = [
                whom for other in pairs if other["who"] in around for whom in _each(other["whom"])
            ]
            if len(members) < _FEWEST_GROUP or any(
                whom not in around for whom in same if whom not in members
            ):
                continue
            yield Listing(
                source=source,
                form=ListForm.CELLS,
                name=f"{pair['who']}{pair['does']}的地区",
                opening=f"根据《{document.title}》，",
                lead="",
                members=tuple(
                    Member(
                        whom, passage.start + pair.start("whom"), passage.start + pair.end("whom")
                    )
                    for whom in members
                ),
                start=passage.start + first,
                end=passage.start + last,
                topic=document.title,
            )


_FEWEST_GROUP = 2

# --- 北京市帮扶内蒙古自治区 -------------------------------------------------------------------

_PAIR = re.compile(
    r"(?:^|[：；，。])(?P<who>[\u4e00-\u9fff]{2,8}(?:省|市|自治区)(?:和[\u4e00-\u9fff]{2,6}(?:省|市))?)"
    r"(?P<does>帮扶|对口支援|对口帮扶)(?P<whom>[\u4e00-\u9fff、]{1,40}(?:省|市|自治区|州|县))(?=[；，。])"
)
_FEWEST_PAIRS = 4


def _helpers(source: Source) -> Iterator[Gap]:
    """Return who helps whom."""
    for document, passage, pairs in _pairings(source):
        text = source.text[passage.start : passage.end]
        for pair in pairs:
            for whom in _each(pair["whom"]):
                yield Gap(
                    source=source,
                    before=f"根据《{document.title}》，",
                    answer=pair["who"],
                    behind=f"{pair['does']}{whom}。",
                    rivals=tuple(dict.fromkeys(_others(text, pairs, pair, whom))),
                    start=passage.start + pair.start("who"),
                    end=passage.start + pair.end("whom"),
                    topic=document.title,
                    fact=f"responsibility:{document.title}:{whom}",
                )


def _pairings(
    source: Source,
) -> Iterator[tuple[PolicyDocument, Passage, list["re.Match[str]"]]]:
    """Return the paragraphs in which a rule sets out four pairs or more."""
    for document in policy_documents(source):
        for passage in source.clean.passages:
            if document.start <= passage.start < document.end:
                text = source.text[passage.start : passage.end]
                pairs = list(_PAIR.finditer(text))
                if len(pairs) >= _FEWEST_PAIRS:
                    yield document, passage, pairs


def _others(
    text: str, pairs: list["re.Match[str]"], pair: "re.Match[str]", whom: str
) -> Iterator[str]:
    """Return who helps others: neither the helper's own province or city, nor who helps near by.

    A province and its cities stand between two ；.
    """
    for other in pairs:
        between = text[min(pair.start(), other.start()) + 1 : max(pair.start(), other.start()) + 1]
        is_near = any(a.startswith(whom) or whom.startswith(a) for a in _each(other["whom"]))
        is_alike = _rank_of(other["who"]) == _rank_of(pair["who"])
        if "；" in between and is_alike and not is_near and other["who"] not in pair["who"]:
            yield other["who"]


def _rank_of(who: str) -> str:
    """Return how a helper is named: a province, a city with or without its province, or two."""
    if "和" in who:
        return "two"
    if who.endswith(("省", "自治区")) or who in {"北京市", "天津市", "上海市", "重庆市"}:
        return "province"
    return "full" if "省" in who else "city"


def _each(whom: str) -> list[str]:
    """Return the places of a list, each with its province: 贵州省黔南州和毕节市 are two."""
    places = []
    province = ""
    for part in re.split(r"、|和(?!田)", whom):
        named = re.match(r"[\u4e00-\u9fff]{2,5}?(?:省|自治区)", part)
        province = named[0] if named else province
        places.append(part if named else province + part)
    return [place for place in places if names_nothing_outside(place)]
