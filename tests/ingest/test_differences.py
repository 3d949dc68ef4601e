import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.differences import (
    Change,
    ChangeKind,
    ComparedPart,
    Piece,
    PieceKind,
    compare_texts,
    diff_words,
)
from ingest.schema import Section, SectionKind

LAW = """青禾县公益性岗位管理办法
第一条 为规范公益性岗位管理，制定本办法。
第二条 公益性岗位每人每月补贴八百元，由县人社局按月发放。
第三条 岗位名单由乡镇人民政府公示，公示期不少于七个工作日。
第四条 岗位人员不得由他人顶替上岗。"""


def articles(text: str) -> list[Section]:
    """The articles of a text whose lines are one each, after a first line that is the title."""
    sections, start = [], 0
    for line in text.splitlines(keepends=True):
        number, _, _ = line.partition(" ")
        if number.endswith("条"):
            sections.append(
                Section(
                    kind=SectionKind.ARTICLE,
                    level=1,
                    number=number,
                    heading=number,
                    path=(number,),
                    start=start,
                    body_start=start + len(number),
                    end=start + len(line),
                )
            )
        start += len(line)
    return sections


def compare(old: str, new: str) -> tuple[tuple[Change, ...], int]:
    return compare_texts(old, articles(old), new, articles(new))


def told(changes: tuple[Change, ...]) -> list[tuple[str, str, str]]:
    return [
        (
            change.kind.value,
            "/".join(change.old.path) if change.old else "",
            "/".join(change.new.path) if change.new else "",
        )
        for change in changes
    ]


def pieces_of(change: Change) -> list[tuple[str, str]]:
    return [(piece.kind.value, piece.text) for piece in change.pieces]


def test_the_same_text_has_no_changes() -> None:
    assert compare(LAW, LAW) == ((), 5)


def test_a_changed_figure_is_told_in_its_article_and_nothing_else() -> None:
    changes, unchanged = compare(LAW, LAW.replace("八百元", "九百五十元"))
    assert told(changes) == [("changed", "第二条", "第二条")]
    assert pieces_of(changes[0]) == [
        ("same", "第二条 公益性岗位每人每月补贴"),
        ("removed", "八百元"),
        ("added", "九百五十元"),
        ("same", "，由县人社局按月发放。"),
    ]
    assert unchanged == 4


def test_places_are_slices_of_the_texts() -> None:
    new = LAW.replace("七个", "五个").replace("第四条 岗位人员", "第四条 在岗人员")
    changes, _ = compare(LAW, new)
    assert len(changes) == 2
    for change in changes:
        assert change.old
        assert change.new
        assert LAW[change.old.start : change.old.end] == change.old.text
        assert new[change.new.start : change.new.end] == change.new.text


def test_a_removed_article_stands_where_it_stood() -> None:
    new = LAW.replace("第三条 岗位名单由乡镇人民政府公示，公示期不少于七个工作日。\n", "")
    new = new.replace("第四条", "第三条")
    changes, _ = compare(LAW, new)
    assert told(changes) == [("removed", "第三条", ""), ("renumbered", "第四条", "第三条")]


def test_an_inserted_article_renumbers_those_behind_it_and_changes_none() -> None:
    new = LAW.replace(
        "第三条 岗位名单", "第三条 优先安排脱贫劳动力和残疾人上岗。\n第四条 岗位名单"
    ).replace("第四条 岗位人员", "第五条 岗位人员")
    changes, unchanged = compare(LAW, new)
    assert told(changes) == [
        ("added", "", "第三条"),
        ("renumbered", "第三条", "第四条"),
        ("renumbered", "第四条", "第五条"),
    ]
    assert unchanged == 3


def test_an_article_may_change_and_move_down_at_once() -> None:
    new = LAW.replace(
        "第三条 岗位名单由乡镇人民政府公示，公示期不少于七个工作日。",
        "第三条 优先安排脱贫劳动力和残疾人上岗。\n"
        "第四条 岗位名单由乡镇人民政府公示，公示期不少于十个工作日。",
    ).replace("第四条 岗位人员", "第五条 岗位人员")
    changes, _ = compare(LAW, new)
    assert told(changes) == [
        ("added", "", "第三条"),
        ("changed", "第三条", "第四条"),
        ("renumbered", "第四条", "第五条"),
    ]


def test_an_article_written_anew_is_a_change_of_that_article() -> None:
    new = LAW.replace(
        "第四条 岗位人员不得由他人顶替上岗。", "第四条 弄虚作假的，依法追缴已领取的全部补贴资金。"
    )
    changes, _ = compare(LAW, new)
    assert told(changes) == [("changed", "第四条", "第四条")]
    assert [kind for kind, _ in pieces_of(changes[0])] == ["removed", "added"]


def test_an_article_that_stands_elsewhere_has_moved() -> None:
    head, first, second, third, fourth = LAW.splitlines()
    changes, _ = compare(
        LAW, "\n".join([head, fourth.replace("四", "一"), first.replace("一", "二"), second, third])
    )
    assert ("moved", "第四条", "第一条") in told(changes)
    assert {kind for kind, _, _ in told(changes)} <= {"moved", "renumbered"}


def test_a_text_without_sections_is_compared_line_by_line() -> None:
    old = "通报\n种植沙棘一千二百亩。\n新建冷库两座。\n"
    changes, unchanged = compare_texts(old, [], old.replace("两座", "三座"), [])
    assert [change.kind for change in changes] == [ChangeKind.CHANGED]
    assert changes[0].old
    assert changes[0].old.text == "新建冷库两座。"
    assert unchanged == 2


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        pytest.param("", LAW, {"added"}, id="from_nothing"),
        pytest.param(LAW, "", {"removed"}, id="to_nothing"),
        pytest.param("", "", set(), id="nothing"),
    ],
)
def test_empty_texts_compare(old: str, new: str, kinds: set[str]) -> None:
    changes, _ = compare(old, new)
    assert {change.kind.value for change in changes} == kinds


def test_blanks_and_line_ends_make_no_difference() -> None:
    assert compare(LAW, LAW.replace("。", "。 ").replace("\n", "\n\n"))[0] == ()


LINES = st.lists(
    st.sampled_from(["甲", "乙丙", "第一条 补贴八百元。", "第二条 公示七日。", "第三条 无", ""]),
    max_size=9,
).map("\n".join)


def text_of(pieces: tuple[Piece, ...], *kinds: PieceKind) -> str:
    return "".join(piece.text for piece in pieces if piece.kind in kinds)


@given(old=LINES, new=LINES)
def test_pieces_make_both_texts_again(old: str, new: str) -> None:
    pieces = diff_words(old, new)
    assert text_of(pieces, PieceKind.SAME, PieceKind.REMOVED) == old
    assert text_of(pieces, PieceKind.SAME, PieceKind.ADDED) == new
    assert all(piece.text for piece in pieces)


def outside(text: str, places: list[ComparedPart]) -> str:
    """What a text says outside of places, without blanks; the places do not overlap."""
    rest, offset = "", 0
    for place in sorted(places, key=lambda place: place.start):
        assert offset <= place.start < place.end
        assert text[place.start : place.end] == place.text
        rest += text[offset : place.start]
        offset = place.end
    return "".join((rest + text[offset:]).split())


@given(old=LINES, new=LINES)
def test_what_is_not_told_as_a_change_is_the_same_in_both(old: str, new: str) -> None:
    changes, _ = compare(old, new)
    before = [change.old for change in changes if change.old]
    after = [change.new for change in changes if change.new]
    assert outside(old, before) == outside(new, after)


def test_two_books_without_a_common_line_are_told_in_seconds() -> None:
    signs = random.Random(7)
    alphabet = "补贴资金管理乡镇人民政府公示农户项目验收" * 3
    old, new = (
        "\n".join("".join(signs.choices(alphabet, k=60)) for _ in range(5000)) for _ in range(2)
    )
    started = time.monotonic()
    changes, unchanged = compare_texts(old, [], new, [])
    assert unchanged == 0
    assert len(changes) == 10_000
    assert time.monotonic() - started < 20


def test_a_text_of_one_line_over_and_over_is_no_burden() -> None:
    started = time.monotonic()
    changes, unchanged = compare_texts("同一行\n" * 15_000, [], "同一行\n" * 15_010, [])
    assert (len(changes), unchanged) == (10, 15_000)
    assert time.monotonic() - started < 20
