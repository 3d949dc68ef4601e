"""Items with one difficulty each, and any items at all."""

import re
import string

from hypothesis import strategies as st

from assistant.quiz.schema import (
    BLANK,
    LETTERS,
    TRUE_FALSE_OPTIONS,
    Difficulty,
    Evidence,
    Item,
    ItemKind,
    Question,
)

EVIDENCE = Evidence(
    document="脱贫通报.docx",
    title="关于印发《脱贫攻坚 <通报>》的通知",
    text="2016年，全县贫困人口 | 1,234人",
    page=3,
)


def make(number: int, kind: ItemKind, stem: str, **fields: object) -> Item:
    """Return an item of the sample; its number is its id."""
    return Item(id=f"{number:016x}", library="政策", kind=kind, stem=stem, **fields)


SIGNS = "~ = # { } : \" < & ; | \\ * % / [ ] $ ' ` 、（）【】《》，。：；？！ＡＢ１２"

ITEMS = (
    make(
        1,
        ItemKind.SINGLE_CHOICE,
        f"2016年，全县贫困人口为{BLANK}。\n（以年末为准）",
        options=("1,234人", "=1+1", "甲；乙|丙 ;", "一千人（正确答案）"),
        key=("A",),
        rationale="通报写明。",
        evidence=(EVIDENCE,),
        topic="脱贫/人口",
        difficulty=Difficulty.HARD,
    ),
    make(
        2,
        ItemKind.MULTIPLE_CHOICE,
        f"下列属于“六个精准”的有{BLANK}。",
        options=(
            "扶持对象精准",
            "项目安排精准",
            "资金使用精准",
            "用时精准",
            "因村派人精准",
            "甲",
            "乙",
        ),
        key=("A", "B", "C", "E"),
        topic="脱贫/人口",
        difficulty=Difficulty.EASY,
    ),
    make(3, ItemKind.TRUE_FALSE, SIGNS, options=TRUE_FALSE_OPTIONS, key=("B",), rationale=SIGNS),
    make(
        4,
        ItemKind.FILL_BLANK,
        f"全县共有{BLANK}个乡镇、{BLANK}个村。",
        key=("12", "186"),
        variants=(("十二",), ()),
    ),
    make(5, ItemKind.FILL_BLANK, f"贫困发生率降到{BLANK}。", key=("2.5%",)),
    make(6, ItemKind.SHORT_ANSWER, "简述退出程序。", key=("民主评议", "公示公告；", "备案")),
    make(
        7,
        ItemKind.ORDERING,
        "请排出贫困村退出的先后顺序。",
        options=("公示", "调查", "公告", "审核"),
        key=("B", "A", "D", "C"),
    ),
    make(
        8,
        ItemKind.CASE,
        "某村有 3 户人家住房漏雨。",
        parts=(
            Question(
                kind=ItemKind.SINGLE_CHOICE,
                stem=f"应当先{BLANK}。",
                options=("鉴定", "重建"),
                key=("A",),
            ),
            Question(kind=ItemKind.SHORT_ANSWER, stem="为什么？", key=("先定等级，再定办法",)),
        ),
    ),
    make(
        9,
        ItemKind.SINGLE_CHOICE,
        f"{'长' * 130}{BLANK}",
        options=tuple("甲乙丙丁戊己庚辛壬"),
        key=("I",),
    ),
    make(
        10, ItemKind.SINGLE_CHOICE, f"%50%的{BLANK}", options=("%50%", "-> 甲", "A. 乙"), key=("A",)
    ),
)

# What formats give a meaning to, and what people write.
_ALPHABET = "甲乙丙丁人户元年0123AB" + "~=#{}:\"<>&;|\\*%/[]().,_-+$@!?' \n　（）【】、。：；ＡＢ１"
texts = (
    st.text(_ALPHABET, min_size=1, max_size=14)
    | st.sampled_from(
        [
            "（正确答案）",
            "甲(正确答案)",
            "答案：B",
            "A. 甲",
            "3. 乙",
            "ANSWER: A",
            "{TRUE}",
            "%50%甲",
            "=1+1",
            "<b>甲</b>&nbsp;",
            "]]>",
            "【依据】《甲》：乙",
            "解析：丙",
            "①甲②乙",
            "[单选题]甲",
            "甲（5分）",
            "TRUE",
            "正确",
            "甲<br/>乙",
            "::甲::",
            "//甲",
            "$CATEGORY: 甲",
            "{1:SHORTANSWER:=甲}",
        ]
    )
).filter(lambda text: bool(text.strip()))


@st.composite
def questions(draw: st.DrawFn) -> dict[str, object]:
    """Draw the fields of a well-formed question of any kind but a case."""
    kind = draw(st.sampled_from([kind for kind in ItemKind if kind is not ItemKind.CASE]))
    fields: dict[str, object] = {"kind": kind, "stem": draw(texts)}
    if kind is ItemKind.TRUE_FALSE:
        fields |= {"options": TRUE_FALSE_OPTIONS, "key": (draw(st.sampled_from("AB")),)}
    elif kind is ItemKind.FILL_BLANK:
        blanks = draw(st.integers(1, 3))
        fields["stem"] = BLANK.join(draw(st.lists(texts, min_size=blanks + 1, max_size=blanks + 1)))
        fields["key"] = tuple(draw(st.lists(texts, min_size=blanks, max_size=blanks)))
        more = st.lists(texts, max_size=2).map(tuple)
        fields["variants"] = tuple(draw(st.lists(more, min_size=blanks, max_size=blanks)))
    elif kind is ItemKind.SHORT_ANSWER:
        fields["key"] = tuple(draw(st.lists(texts, min_size=1, max_size=4)))
    else:
        options = draw(st.lists(texts, min_size=2, max_size=9))
        letters = LETTERS[: len(options)]
        fields["options"] = tuple(options)
        if kind is ItemKind.ORDERING:
            fields["key"] = tuple(draw(st.permutations(letters)))
        elif kind is ItemKind.SINGLE_CHOICE:
            fields["key"] = (draw(st.sampled_from(letters)),)
        else:
            right = draw(st.sets(st.sampled_from(letters), min_size=1))
            fields["key"] = tuple(sorted(right))
    fields["rationale"] = draw(st.just("") | texts)
    fields["evidence"] = draw(st.just(()) | st.just((EVIDENCE,)))
    return fields


@st.composite
def item_lists(draw: st.DrawFn) -> list[Item]:
    """Draw a few items with different ids."""
    drawn = draw(st.lists(questions(), min_size=1, max_size=4))
    difficulty = st.sampled_from(list(Difficulty))
    topics = st.just("") | st.text(string.ascii_letters + "甲乙/ ", max_size=5).map(str.strip)
    return [
        Item(
            id=f"{number:016x}",
            library="政策",
            topic=draw(topics),
            difficulty=draw(difficulty),
            **fields,
        )
        for number, fields in enumerate(drawn, start=1)
    ]


def left_out(notes: tuple[str, ...]) -> set[int]:
    """Return the numbers of the items of which the notes say that they were not written."""
    return {
        int(number)
        for note in notes
        if note.endswith("没有写出。") and not note.endswith("其他写法没有写出。")
        for number in re.findall(r"\d+", note.split("题", 1)[0])
    }
